/// One row of a document's tape: a value, or a key, which stands right before its value.
///
/// Rows are in the order of the text. An array's or object's row comes before those of its content.
struct JSONEntry: Sendable {
    /// The first byte of the value, an opening quote or bracket included.
    var start: UInt32
    /// One past the last byte.
    var end: UInt32
    /// The row after this value and all it contains; of an open container (while parsing), the row
    /// of the container round it.
    var next: UInt32
    /// The members of an object, the elements of an array, the signature of a key, else zero.
    var count: UInt32
    /// What it is; a key is a string.
    var kind: JSONNode.Kind
    /// Whether a string has escapes.
    var hasEscapes: Bool

    /// The bytes of the value.
    var range: Range<Int> { Int(start)..<Int(end) }
    /// The bytes between the quotes of a string.
    var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }
}
