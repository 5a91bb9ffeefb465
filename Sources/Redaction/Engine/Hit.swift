/// A place in a text that a detector found.
package struct Hit: Equatable, Sendable {
    /// The bytes of the text.
    package let range: Range<Int>
    /// The detector's place in its table; operators' words and patterns follow the shipped ones.
    package let detector: Int
}
