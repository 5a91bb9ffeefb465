/// A JSON text that was read once and found sound: its bytes as they came, and a flat tape of what
/// stands where.
///
/// Nothing is copied or changed, so key order, white space, number text and escapes all survive; a
/// document is changed by splicing its bytes (`JSONEdits`). Refused besides what RFC 8259 forbids:
/// duplicate keys, byte order marks, anything but UTF-8, and whatever passes the limits. Escaped
/// lone surrogates are accepted, since clients do send them.
package struct JSONDocument: Sendable {
    /// The text, exactly as it was given.
    package let bytes: [UInt8]
    let tape: [JSONEntry]

    /// Reads and checks a whole text, in time linear in its length and without recursion.
    ///
    /// - Throws: The first fault in the text. (A duplicate key is noticed where its object ends.)
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        var parser = JSONParser(limits: limits, byteCount: bytes.count)
        try parser.parse(bytes.span)
        self.bytes = bytes
        tape = parser.tape
    }

    /// The value that the whole text is.
    package var root: JSONNode { JSONNode(document: self, index: 0) }

    /// Has any object in it a member of one of these names, as far as a look along the tape shows?
    ///
    /// Never `false` where there is one, however it is spelled; seldom `true` where there is none.
    package func mayHaveMember(_ signatures: [KeySignature]) -> Bool {
        let tape = tape.span
        for row in tape.indices where tape[row].kind == .string && tape[row].count != 0 {
            let count = tape[row].count
            for signature in signatures where signature.number == count { return true }
        }
        return false
    }
}

/// What is kept of a key beside its place: enough to tell most others apart.
package struct KeySignature: Sendable {
    let number: UInt32

    /// Of a key that isn't empty.
    package init(_ key: String) { number = JSONKeys.signature(of: key.utf8.span) }
}
