import Testing
import Translation
import Vocabulary
import Wire

/// All pairs with Responses or Gemini on one side.
private let pairs: [(Dialect, Dialect)] = Dialect.allCases.flatMap { client in
    Dialect.allCases.compactMap { provider in
        let isWide = [client, provider].contains { $0 == .openAIResponses || $0 == .gemini }
        return isWide ? (client, provider) : nil
    }
}

private func open(_ context: inout ReplyContext) {
    context.display = .summarised
    context.wantsStreamUsage = true
}

/// An answer without what every dialect says in its own way.
private func plain(_ reply: Reply) -> [String] {
    reply.choices.flatMap { choice in
        choice.parts.map { part -> String in
            switch part.content {
            case .text(let text): return "text \(text)"
            case .reasoning(let reasoning): return "reasoning \(reasoning.joinedText)"
            case .refusal(let text): return "refusal \(text)"
            case .toolCall(let call):
                return "call \(call.id) \(call.name) \(call.input.isEmpty ? "{}" : call.input)"
            default: return "\(part.content)"
            }
        } + ["stop \(choice.stop)"]
    }
}

private func bytes(of reply: Reply, _ dialect: Dialect, piece: Int) -> [UInt8] {
    var writer = Dialects.rules(for: dialect).streamWriter(
        context: context(client: dialect, provider: dialect, open))
    var bytes: [UInt8] = []
    for event in ReplyCollector.events(of: reply, piece: piece) {
        writer.write(event, into: &bytes)
    }
    return bytes
}

@Suite struct `An answer between Responses, Gemini and all others` {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `is the same streamed and whole (PT-05)`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        let made = generated.reply()
        for (client, provider) in pairs {
            let at = context(client: provider, provider: provider, open)
            let home = context(client: client, provider: provider, open)
            let back = context(client: client, provider: client, open)
            let body = Dialects.rules(for: provider).body(of: made, context: at)
            let (_, written) = try Translator.reply(JSONDocument(parsing: body), context: home)
            let whole = try Dialects.rules(for: client).reply(
                JSONDocument(parsing: written), context: back)
            let run = try play([bytes(of: made, provider, piece: Int(seed % 5) + 1)], home)
            #expect(StreamChecker.problems(of: run.events) == [])
            #expect(grammarProblems(of: run.text, client) == [])
            let streamed = ReplyCollector.reply(of: try play(run.text, back).events)
            #expect(plain(streamed) == plain(whole), "\(client) from \(provider)")
            var said = made
            // Gemini drops a call it can't tell whole only if it was cut.
            said.usage?.json = nil
            #expect(plain(whole) == plain(said), "\(client) from \(provider)")
            #expect(streamed.usage.map { totals($0) } == whole.usage.map { totals($0) })
            if let usage = made.usage, let got = whole.usage {
                #expect(totals(got) == totals(usage))
            }
        }
    }

    /// What all dialects tell of usage: cache writes count as input at Gemini.
    private func totals(_ usage: ReportedUsage) -> [Int64] {
        [
            usage.tokens.inputTokens, usage.tokens.cacheRead, usage.tokens.outputTokens,
            usage.tokens.reasoning,
        ]
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `is never taken for whole when it was cut anywhere (PT-24, PT-73)`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        var random = SeededGenerator(seed: seed &+ 99)
        let made = generated.reply()
        for provider in [Dialect.openAIResponses, .gemini] {
            let whole = bytes(of: made, provider, piece: 3)
            for client in Dialect.allCases {
                let cut = Array(whole.prefix(Int.random(in: 0..<whole.count - 1, using: &random)))
                let run = try play([cut], context(client: client, provider: provider, open))
                #expect(StreamChecker.problems(of: run.events) == [])
                #expect(grammarProblems(of: run.text, client) == [])
                // The very last line end may be missing.
                #expect(!run.isEnd || cut.count >= whole.count - 2)
            }
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `of random bytes never ends a stream wrongly`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var generated = Generated(seed: seed)
        for provider in [Dialect.openAIResponses, .gemini] {
            var text = bytes(of: generated.reply(), provider, piece: 4)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[place] = UInt8.random(in: 0...255, using: &random)
                case 1: text.remove(at: place)
                default:
                    text.insert(contentsOf: text[place..<min(text.count, place + 40)], at: place)
                }
            }
            for client in Dialect.allCases {
                let run = try play([text], context(client: client, provider: provider, open))
                #expect(StreamChecker.problems(of: run.events) == [], "\(client) from \(provider)")
                #expect(grammarProblems(of: run.text, client) == [])
            }
        }
    }
}

@Suite struct `A conversation between Responses, Gemini and all others` {
    private func through(_ dialect: Dialect, _ conversation: Conversation) throws -> Conversation {
        let request = try Dialects.rules(for: dialect).request(
            conversation,
            to: target(dialect) {
                $0.outputTokensMax = 1 << 20
                $0.takesImageURLs = true
            })
        var read = try Dialects.rules(for: dialect).conversation(
            JSONDocument(parsing: request.body),
            head: RequestHeadFacts(model: "m", isStream: conversation.stream.isOn))
        for turn in read.turns.indices {
            for part in read.turns[turn].parts.indices {
                if case .toolCall(var call) = read.turns[turn].parts[part].content {
                    call.name = request.context.names.own(call.name)
                    read.turns[turn].parts[part].content = .toolCall(call)
                }
            }
        }
        for tool in read.tools.indices {
            read.tools[tool].name = request.context.names.own(read.tools[tool].name)
        }
        return read
    }

    /// Without what Gemini and Responses have no word for.
    private func shared(_ lines: [String]) -> [String] {
        lines.compactMap { line in
            if line.hasPrefix("parallel") || line.hasPrefix("tool ") || line.hasPrefix("choice") {
                return nil
            }
            if line.hasPrefix("stop") { return nil }
            guard line.hasPrefix("media") else { return line }
            // Neither names of files nor kinds of addresses arrive everywhere.
            return String(line.prefix { $0 != ")" }).replacing("Optional(", with: "").replacing(
                ", mediaType: nil", with: ""
            ).split(separator: ", mediaType: \"image").first.map(String.init)
        }
    }

    @Test(arguments: 0..<120 as Range<UInt64>)
    func `means the same there and back`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        var made = generated.conversation()
        made.stopSequences = []
        // What the model said last can't be said by all.
        for dialect in Dialect.allCases {
            let read = try through(dialect, made)
            #expect(shared(meaning(of: read)) == shared(meaning(of: made)), "\(dialect)")
            for other in Dialect.allCases where other != dialect {
                let back = try through(dialect, through(other, read))
                #expect(
                    shared(meaning(of: back)) == shared(meaning(of: made)),
                    "\(dialect) over \(other)")
            }
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `of mutated bytes never ends us (PT-60)`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var generated = Generated(seed: seed)
        let made = generated.conversation()
        for dialect in [Dialect.openAIResponses, .gemini] {
            guard
                var text = try? Dialects.rules(for: dialect).request(made, to: target(dialect)).body
            else { continue }
            let words = ["null", "[]", "{}", "7", "\"x\"", "-1", "1e99", "true"]
            let marks = text.indices.filter { text[$0] == UInt8(ascii: ":") }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                guard let mark = marks.randomElement(using: &random), mark < text.count else {
                    break
                }
                let word = words.randomElement(using: &random) ?? "7"
                // The old value stays behind as a member nobody knows.
                text.insert(contentsOf: Array("\(word),\"z\(text.count)\":".utf8), at: mark + 1)
            }
            guard let document = try? JSONDocument(parsing: text) else { continue }
            for other in Dialect.allCases {
                do {
                    _ = try Translator.request(
                        document, from: dialect, head: RequestHeadFacts(model: "m"),
                        to: target(other))
                } catch {
                    #expect(error.isClientFault)
                }
            }
        }
    }
}
