import Vocabulary
import Wire

/// Writes a whole response (facts/protocols 4.2), by the same steps as its stream.
enum ResponsesReplyWriter {
    /// The body.
    static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        let choice = reply.choices.first { $0.index == 0 } ?? reply.choices.first
        var sink = ResponsesEventSink(isOn: false)
        var output = ResponsesOutput(context)
        var key = 0
        for event in choice?.replay(&key) ?? [] {
            if case .logprobs(_, let logprobs) = event {
                if context.wantsLogprobs { output.add(logprobs: logprobs) }
            } else {
                output.take(event, &sink)
            }
        }
        let form = ResponsesStopForm(choice?.stop ?? .other, hasRefusal: output.hasRefusal)
        output.finish(isWhole: form.status == .completed, &sink)
        let envelope = ResponsesEnvelope(
            context, model: reply.model, createdSeconds: reply.createdSeconds, tier: reply.tier)
        var json = JSONWriter(reservingBytes: 2_048)
        envelope.write(
            form.status, output: output.items, usage: reply.usage, cause: form.cause,
            fault: form.fault,
            to: &json)
        return json.bytes
    }
}
