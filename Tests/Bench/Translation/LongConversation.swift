import Translation
import Vocabulary
import Wire

/// A conversation of 100 messages with tools, about 200 KB, between two dialects.
struct LongConversation {
    let source: Dialect
    let target: Dialect

    static let pairs = Dialect.allCases.flatMap { source in
        Dialect.allCases.filter { $0 != source }.map {
            LongConversation(source: source, target: $0)
        }
    }

    /// What the table says of this pair: the request there, and what it became back again.
    func line(rounds: Int) throws -> String {
        let body = try Self.body(in: source)
        let there = try carried(body, from: source, to: target)
        let (first, second) = (
            try best(of: rounds) { _ = try carried(body, from: source, to: target) },
            try best(of: rounds) { _ = try carried(there, from: target, to: source) }
        )
        return "| \(source.rawValue) → \(target.rawValue) | \(body.count) | "
            + "\(figure(first / 1000)) | \(figure(second / 1000)) | \(figure((first + second) / 1000)) |"
    }

    private func carried(
        _ body: [UInt8], from source: Dialect, to target: Dialect
    ) throws -> [UInt8] {
        try Translator.request(
            JSONDocument(parsing: body), from: source, head: RequestHeadFacts(model: "m"),
            to: Bench.target(target)
        ).body
    }

    private static func body(in dialect: Dialect) throws -> [UInt8] {
        try Dialects.rules(for: dialect).request(conversation, to: Bench.target(dialect)).body
    }

    /// 25 rounds of question, call, result and answer (the last is still to come), after instructions and ten tools.
    static let conversation: Conversation = {
        var conversation = Conversation(source: .openAIChat, model: "m")
        conversation.system = [SystemBlock(text(bytes: 6_000))]
        conversation.outputTokensMax = 4_096
        conversation.tools = (0..<10).map { number in
            Tool(
                .function(
                    schema: Array(
                        #"{"type":"object","properties":{"path":{"type":"string","description":"Where to look, from the root of the project."},"depth":{"type":"integer","minimum":1}},"required":["path"]}"#
                            .utf8)),
                name: "tool_\(number)", description: text(bytes: 300))
        }
        for round in 0..<25 {
            let call = ToolCall(
                id: "call_\(round)", name: "tool_\(round % 10)",
                input: #"{"path":"Sources/Room/File\#(round).swift","depth":\#(round + 1)}"#)
            conversation.turns += [
                Turn(.user, [.text(text(bytes: 400))]),
                Turn(.assistant, [.text(text(bytes: 200)), Part(.toolCall(call))]),
                Turn(
                    .user,
                    [
                        Part(
                            .toolResult(
                                ToolResult(callID: call.id, parts: [.text(text(bytes: 5_600))])))
                    ]),
                Turn(.assistant, [.text(text(bytes: 900))]),
            ]
        }
        conversation.turns.removeLast()
        return conversation
    }()

    /// Words as source code has them: quotes, line ends, some letters beyond ASCII.
    private static func text(bytes: Int) -> String {
        let line = "    let value = read(\"größe\", from: table) // the row's own\n\tprint(value)\n"
        return String(repeating: line, count: bytes / line.utf8.count + 1)
    }
}

/// What both tables share.
enum Bench {
    /// A target with the catalogue's traits.
    static func target(_ dialect: Dialect) -> TranslationTarget {
        let names: [Dialect: String] = [
            .openAIChat: "gpt-4.1", .openAIResponses: "gpt-4.1", .anthropic: "claude-sonnet-4-5",
            .gemini: "gemini-2.5-flash",
        ]
        let model = names[dialect] ?? "m"
        return TranslationTarget(
            dialect: dialect, model: model,
            traits: ModelCatalogue().traits(of: model, in: dialect), seed: "SEED",
            nowSeconds: 1_700_000_000)
    }
}
