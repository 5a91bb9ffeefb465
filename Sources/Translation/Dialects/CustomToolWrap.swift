import Wire

/// A free-form tool as a function with one text, for dialects that only have functions
/// (facts/protocols 5.5).
package enum CustomToolWrap {
    /// The function's schema.
    package static let schema = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#
            .utf8)

    /// The arguments that carry a text.
    package static func wrapped(_ text: String) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.key("input")
        json.string(text)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The text that arguments carry; the arguments themselves if they aren't of that form.
    package static func unwrapped(_ arguments: String) -> String {
        // a model may write anything
        guard let document = try? JSONDocument(parsing: Array(arguments.utf8)),
            let text = document.root["input"]?.string
        else { return arguments }
        return text
    }
}
