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
}
