/// A pattern of names: `*` stands for any run of characters, `?` for one, everything else for
/// itself.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    package let pattern: String
    private let scalars: [Unicode.Scalar]

    /// At most 256 bytes, not empty; `nil` otherwise.
    package init?(_ pattern: String) {
        guard !pattern.isEmpty, pattern.utf8.count <= 256 else { return nil }
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    package var description: String { pattern }

    /// How many characters it fixes; of two globs that match a name, the one that fixes more is
    /// more specific.
    package var specificity: Int {
        scalars.count { $0 != "*" && $0 != "?" } * 2 + (scalars.contains("*") ? 0 : 1)
    }

    /// Does it match the whole name? Takes time in proportion to both lengths at most.
    package func matches(_ name: some StringProtocol) -> Bool {
        let name = Array(name.unicodeScalars)
        var (position, index) = (0, 0)
        var star: (position: Int, index: Int)?
        while index < name.count {
            if position < scalars.count, scalars[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < scalars.count,
                scalars[position] == "?" || scalars[position] == name[index]
            {
                position += 1
                index += 1
            } else if let last = star {
                position = last.position + 1
                index = last.index + 1
                star = (last.position, index)
            } else {
                return false
            }
        }
        return scalars[position...].allSatisfy { $0 == "*" }
    }
}
