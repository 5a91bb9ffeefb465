/// Why a JSON text was refused, and where.
///
/// It never carries text of the document, so it may be logged and shown to a client.
package struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, Sendable, CaseIterable {
        /// The text ended inside a value, or holds none.
        case unexpectedEnd = "unexpected end"
        /// A byte that cannot stand here.
        case unexpectedByte = "unexpected byte"
        /// The text begins with a byte order mark (RFC 8259 section 8.1 forbids to send one).
        case byteOrderMark = "byte order mark"
        /// Something other than white space follows the value.
        case trailingContent = "content after the value"
        /// A number that RFC 8259 section 6 does not know.
        case invalidNumber = "invalid number"
        /// An escape that RFC 8259 section 7 does not know.
        case invalidEscape = "invalid escape"
        /// A control character inside a string that is not escaped.
        case controlCharacter = "control character in a string"
        /// Bytes that are not UTF-8: overlong, surrogate, beyond U+10FFFF, or cut.
        case invalidUTF8 = "invalid UTF-8"
        /// An object has one key twice, however it is spelled.
        case duplicateKey = "duplicate key"
        /// Deeper than `JSONLimits.depthMax`.
        case tooDeep = "nested too deep"
        /// More values than `JSONLimits.nodesMax`.
        case tooManyNodes = "too many values"
        /// Longer than `JSONLimits.bytesMax`.
        case tooManyBytes = "too long"
        /// A number longer than `JSONLimits.numberCharactersMax`.
        case numberTooLong = "number too long"
    }

    /// The reason.
    package let code: Code
    /// Which byte it was noticed at, counted from zero.
    package let offset: Int

    /// A fault at a byte.
    package init(code: Code, offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The reason and the byte, for a human.
    package var description: String { "\(code.rawValue) at byte \(offset)" }
}
