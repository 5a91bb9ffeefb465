/// A setting that can't be used: one sentence with where it came from and what would do.
package struct SettingsFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
