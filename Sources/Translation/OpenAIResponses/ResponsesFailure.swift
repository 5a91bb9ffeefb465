import Vocabulary
import Wire

/// The last event of a stream of Responses that passed as it came and then broke: `response.failed`
/// with what is known, or `error` where nothing had begun (facts/protocols 4.2, PT-73).
package struct ResponsesFailure: Sendable {
    private let context: ReplyContext
    private var passed: Int64 = 0
    private var start: StreamStart?
    private var usage: ReportedUsage?

    /// For one stream.
    package init(_ context: ReplyContext) { self.context = context }

    /// One of the provider's events goes to the client, and says this.
    package mutating func pass(_ events: [StreamEvent]) {
        passed += 1
        for event in events {
            switch event {
            case .start(let start): self.start = start
            case .usage(let usage, _): self.usage = usage
            default: break
            }
        }
    }

    /// The event, numbered after the last that passed.
    package func event(_ fault: ProviderFault) -> [UInt8] {
        var sink = ResponsesEventSink(isOn: true, from: passed)
        if let start {
            let envelope = ResponsesEnvelope(
                context, id: start.providerID, model: start.model,
                createdSeconds: start.createdSeconds, tier: start.tier)
            sink.send("response.failed") { json in
                json.key("response")
                envelope.write(.failed, output: [], usage: usage, fault: fault, to: &json)
            }
        } else {
            sink.send(error: fault)
        }
        return sink.bytes
    }
}
