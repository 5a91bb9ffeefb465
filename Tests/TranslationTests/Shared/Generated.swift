import Translation
import Vocabulary

/// Conversations and answers out of seeded random numbers.
struct Generated {
    private var random: SeededGenerator
    private var ids = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private let words = [
        "plain", "", " ", "\n", "tab\there", "quote \" and \\", "ümläut", "日本語", "👩‍👩‍👧‍👦", "\u{1}",
        "data: x\n\n",
        "null", "{\"a\":1}", "e\u{301}", "<|end|>", "event: x",
        "long " + String(repeating: "ab ", count: 40),
    ]

    /// A text, sometimes empty.
    mutating func text() -> String {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in pick(words) }.joined()
    }

    private mutating func filledText() -> String { "t" + text() + "." }

    private mutating func input() -> String {
        pick([
            "{}", "", #"{"x":1}"#, #"{"x": 1.50, "y":[null,true]}"#, #"{"ü":"\u00e9 \" \\ 日"}"#,
            #"{"deep":{"a":{"b":[{"c":"d"}]}}}"#,
        ])
    }

    private mutating func callID() -> String {
        ids += 1
        return pick([
            "call_\(ids)", "toolu_01\(ids)", "weird.id:\(ids)|x",
            String(repeating: "q", count: 70) + "\(ids)",
        ])
    }

    private let names = [
        "search", "mcp.files/read", "get-weather_2", String(repeating: "n", count: 70), "ünicode",
    ]

    private mutating func userPart() -> Part {
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            Part(
                .image(
                    Media(
                        .bytes(
                            mediaType: pick(["image/png", "image/jpeg"]), base64: "iVBORw0KGgo="))))
        case 1:
            Part(
                .image(
                    Media(
                        .url(
                            "https://example.test/\(Int.random(in: 0..<9, using: &random)).png",
                            mediaType: nil))))
        case 2:
            {
                var media = Media(.bytes(mediaType: "application/pdf", base64: "JVBERi0="))
                media.fileName = "a.pdf"
                return Part(.document(media))
            }()
        default: .text(text())
        }
    }

    /// A conversation of what Chat and Messages both can say.
    mutating func conversation() -> Conversation {
        var conversation = Conversation(source: .openAIChat, model: "m")
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            conversation.system.append(SystemBlock(text()))
        }
        conversation.tools = names.prefix(Int.random(in: 0...names.count, using: &random)).map {
            name in
            var tool = Tool(
                .function(
                    schema: Array(
                        #"{"type":"object","properties":{"default":{"x":1}},"required":["default"],"additionalProperties":false}"#
                            .utf8)),
                name: name,
                description: chance(50) ? text() : nil)
            if chance(30) { tool.isStrict = true }
            return tool
        }
        conversation.turns = [Turn(.user, [.text(filledText())] + (0..<2).map { _ in userPart() })]
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let calls = conversation.tools.isEmpty ? 0 : Int.random(in: 0...3, using: &random)
            var parts: [Part] = chance(70) ? [.text(text())] : []
            var results: [Part] = []
            for _ in 0..<calls {
                let call = ToolCall(
                    id: callID(), name: pick(conversation.tools).name, input: input())
                parts.append(Part(.toolCall(call)))
                results.append(
                    Part(
                        .toolResult(
                            ToolResult(callID: call.id, parts: chance(80) ? [.text(text())] : []))))
            }
            if calls == 0 { parts.append(.text(filledText())) }
            conversation.turns.append(Turn(.assistant, parts))
            results.shuffle(using: &random)
            conversation.turns.append(
                Turn(.user, results + (calls == 0 || chance(40) ? [.text(filledText())] : [])))
        }
        if !conversation.tools.isEmpty {
            conversation.toolChoice = pick([
                nil, .auto, .required, .never, .named(conversation.tools[0].name, kind: .function),
            ])
            if chance(30) { conversation.mayCallInParallel = chance(50) }
        }
        if chance(50) {
            conversation.outputTokensMax = Int64.random(in: 1...16_000, using: &random)
        }
        if chance(50) {
            conversation.sampling.temperature = NumberText(pick(["0", "0.7", "1", "0.20"]))
        }
        if chance(30) {
            conversation.stopSequences = (0..<Int.random(in: 1...4, using: &random)).map {
                "stop\($0)"
            }
        }
        if chance(20) {
            conversation.outputShape = .schema(
                OutputSchema(
                    name: "n",
                    schema: Array(#"{"type":"object","additionalProperties":false}"#.utf8)))
        }
        conversation.stream.isOn = chance(50)
        return conversation
    }

    /// An answer of what both can say.
    mutating func reply() -> Reply {
        var parts: [Part] = []
        if chance(40) { parts.append(Part(.reasoning(Reasoning([filledText()])))) }
        if chance(80) { parts.append(.text(filledText())) }
        for _ in 0..<(chance(50) ? Int.random(in: 1...3, using: &random) : 0) {
            ids += 1
            parts.append(
                Part(
                    .toolCall(
                        ToolCall(
                            id: "call_\(ids)", name: pick(["search", "get-weather_2"]),
                            input: input()))))
        }
        let hasCall = parts.contains(where: \.isToolCall)
        var reply = Reply(choices: [
            Reply.Choice(parts: parts, stop: hasCall ? .toolCall : pick([.finished, .outputLimit]))
        ])
        reply.model = "served"
        if chance(80) {
            var usage = ReportedUsage()
            for meter in [Meter.freshInput, .cacheRead, .cacheWrite5m, .visibleOutput, .reasoning] {
                usage[meter] = Int64.random(in: 0...1_000, using: &random)
            }
            reply.usage = usage
        }
        return reply
    }
}
