import Glibc
import Translation
import Vocabulary
import Wire

/// A streamed answer of some hundred events, from one dialect to another.
struct LongStream {
    let provider: Dialect
    let client: Dialect

    static let pairs = Dialect.allCases.flatMap { provider in
        Dialect.allCases.filter { $0 != provider }.map {
            LongStream(provider: provider, client: $0)
        }
    }

    /// What the table says of this pair.
    func line(rounds: Int) throws -> String {
        let bytes = Self.bytes(of: provider)
        let context = Self.context(client: client, provider: provider)
        var count = 0
        let microseconds = try best(of: rounds) {
            var server = ServerSentEventReader()
            var translator = StreamTranslator(context)
            count = 0
            try server.push(bytes)
            while let event = server.next() {
                _ = translator.take(event)
                count += 1
            }
            _ = translator.finish()
        }
        return "| \(provider.rawValue) → \(client.rawValue) | \(count) | "
            + "\(figure(microseconds / Double(count))) |"
    }

    private static func context(client: Dialect, provider: Dialect) -> ReplyContext {
        var conversation = LongConversation.conversation
        conversation.source = client
        conversation.stream.isOn = true
        return ReplyContext(conversation, target: Bench.target(provider))
    }

    /// A text of 400 deltas and a call of 100.
    private static func bytes(of provider: Dialect) -> [UInt8] {
        let call = ToolCall(id: "call_1", name: "tool_1", input: "")
        var events: [StreamEvent] = [
            .start(StreamStart(providerID: "id", model: "m")),
            .blockStart(key: 0, StreamBlock(.text)),
        ]
        for _ in 0..<400 { events.append(.blockDelta(key: 0, " größer\n")) }
        events += [.blockStop(key: 0), .blockStart(key: 1, StreamBlock(.tool(call)))]
        events.append(.blockDelta(key: 1, #"{"text":""#))
        for _ in 0..<100 { events.append(.blockDelta(key: 1, "word \\n")) }
        events.append(.blockDelta(key: 1, "\"}"))
        var usage = ReportedUsage()
        usage[.freshInput] = 100
        usage[.visibleOutput] = 500
        events += [
            .blockStop(key: 1), .usage(usage, isFinal: true),
            .stop(choice: 0, .toolCall, sequence: nil), .end,
        ]
        var writer = Dialects.rules(for: provider).streamWriter(
            context: context(client: provider, provider: provider))
        var bytes: [UInt8] = []
        for event in events { writer.write(event, into: &bytes) }
        return bytes
    }
}

/// Microseconds of CPU that a piece of work takes, the best of several times.
func best(of rounds: Int, _ work: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<rounds {
        let began = clock()
        try work()
        least = min(least, Double(clock() - began) * 1_000_000 / Double(CLOCKS_PER_SEC))
    }
    return least
}

/// A number with two decimals.
func figure(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
