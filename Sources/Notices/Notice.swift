import Vocabulary
import Wire

/// Something that operators want to hear of, as it is sent to them.
package struct Notice: Sendable {
    /// What happened: a noun and a word, such as `budget.warning`.
    package let kind: String
    /// The same however often it is sent.
    package let id: Identifier
    /// When it happened.
    package let at: Timestamp
    /// Facts about it, a JSON object; ids, names and numbers, never a body, a token or a key.
    package let facts: [UInt8]

    /// - Parameter facts: Writes the members of an object.
    package init(_ kind: String, at: Timestamp, facts: (inout JSONWriter) -> Void) {
        self.kind = kind
        self.at = at
        id = Identifier(at: at)
        var writer = JSONWriter()
        writer.beginObject()
        facts(&writer)
        writer.endObject()
        self.facts = writer.bytes
    }

    /// The id as receivers see it.
    package var messageID: String { "msg_\(id)" }

    /// What is sent: `{"type","timestamp","data"}`, as the Standard Webhooks specification 1.0 has it.
    package var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string(kind)
        writer.key("timestamp")
        writer.string(at.text)
        writer.key("data")
        writer.raw(facts)
        writer.endObject()
        return writer.bytes
    }
}
