import Vocabulary
import Wire

/// Writes a whole answer of generateContent (facts/protocols 4.4).
enum GeminiReplyWriter {
    /// The body.
    static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        if reply.choices.allSatisfy({ $0.stop == .promptBlocked && $0.parts.isEmpty }) {
            writeBlock(to: &json)
        } else {
            json.beginArray("candidates")
            var key = 0
            for choice in reply.choices {
                var output = GeminiOutput(context, isWhole: true)
                for event in choice.replay(&key) {
                    if case .logprobs = event, !context.wantsLogprobs { continue }
                    output.take(event)
                }
                json.beginObject()
                output.writeEnd(choice.stop, to: &json)
                json.member("index", Int64(choice.index))
                json.endObject()
            }
            json.endArray()
        }
        if let usage = reply.usage {
            json.key("usageMetadata")
            GeminiUsageForm.write(usage, to: &json)
        }
        json.member("modelVersion", reply.model ?? context.model)
        json.member("responseId", context.seed)
        json.endObject()
        return json.bytes
    }

    /// A blocked prompt has no candidates.
    static func writeBlock(to json: inout JSONWriter) {
        json.beginObject("promptFeedback")
        json.member("blockReason", "OTHER")
        json.endObject()
    }
}
