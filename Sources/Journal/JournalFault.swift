/// Why the log can't be gone on with, read or checked.
package struct JournalFault: Error, Sendable, CustomStringConvertible {
    /// What it is, for code.
    package enum Code: Sendable {
        /// A text isn't what it should be: a checkpoint, a key, a proof.
        case malformed
        /// A checkpoint could not be signed.
        case unsigned
        /// Tree and rows don't fit each other.
        case inconsistent
        /// What was asked for isn't in the log.
        case notFound
        /// A file of an export can't be written.
        case unwritable
        /// A witness refused, or can't be reached.
        case witness
    }

    package let code: Code
    /// One sentence for an operator.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
