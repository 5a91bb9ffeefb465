import Testing
import Translation
import Vocabulary
import Wire

/// Writes a conversation for a dialect and reads it as that dialect's client would have sent it.
private func through(_ dialect: Dialect, _ conversation: Conversation) throws -> Conversation {
    let request = try Dialects.rules(for: dialect).request(
        conversation, to: target(dialect) { $0.outputTokensMax = 1 << 20 })
    var read = try Dialects.rules(for: dialect).conversation(
        JSONDocument(parsing: request.body), head: RequestHeadFacts())
    // What was fitted goes home as it does in answers.
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
    if case .named(let name, let kind) = read.toolChoice {
        read.toolChoice = .named(request.context.names.own(name), kind: kind)
    }
    return read
}

@Suite struct `A generated conversation` {
    @Test(arguments: 0..<120 as Range<UInt64>)
    func `means the same after each dialect and after both`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        let conversation = generated.conversation()
        let expected = meaning(of: conversation)
        let chat = try through(.openAIChat, conversation)
        #expect(meaning(of: chat) == expected)
        let messages = try through(.anthropic, conversation)
        #expect(meaning(of: messages) == expected)
        #expect(meaning(of: try through(.anthropic, chat)) == expected)
        #expect(meaning(of: try through(.openAIChat, messages)) == expected)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `is written to the same bytes twice (PT-89)`(seed: UInt64) throws {
        var first = Generated(seed: seed)
        var second = Generated(seed: seed)
        for dialect in [Dialect.openAIChat, .anthropic] {
            let left = try Dialects.rules(for: dialect).request(
                first.conversation(), to: target(dialect))
            let right = try Dialects.rules(for: dialect).request(
                second.conversation(), to: target(dialect))
            #expect(left.body == right.body)
        }
    }
}

@Suite struct `A generated answer` {
    /// An answer with what a dialect doesn't say taken out of it, and ids that are made up left
    /// out.
    private func normal(_ reply: Reply) -> Reply {
        var reply = reply
        reply.providerID = nil
        reply.createdSeconds = nil
        reply.usage?.json = nil
        for choice in reply.choices.indices {
            for part in reply.choices[choice].parts.indices {
                if case .toolCall(var call) = reply.choices[choice].parts[part].content,
                    call.input.isEmpty
                {
                    call.input = "{}"
                    reply.choices[choice].parts[part].content = .toolCall(call)
                }
            }
        }
        return reply
    }

    @Test(arguments: [Dialect.openAIChat, .anthropic], 0..<60 as Range<UInt64>)
    func `reads the same streamed, whole, and as it was made (PT-05)`(
        dialect: Dialect, seed: UInt64
    ) throws {
        var generated = Generated(seed: seed)
        let made = generated.reply()
        let rules = Dialects.rules(for: dialect)
        let context = context(client: dialect, provider: dialect) {
            $0.display = .summarised
            $0.wantsStreamUsage = true
        }
        let whole = try rules.reply(
            JSONDocument(parsing: rules.body(of: made, context: context)), context: context)
        var writer = rules.streamWriter(context: context)
        var bytes: [UInt8] = []
        let piece = Int(seed % 5) + 1
        for event in ReplyCollector.events(of: made, piece: piece) {
            writer.write(event, into: &bytes)
        }
        let run = try play([bytes], context)
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(normal(ReplyCollector.reply(of: run.events)) == normal(whole))
        #expect(normal(whole).choices == normal(made).choices)
        // Messages' clients are always given totals.
        if made.usage != nil { #expect(normal(whole).usage == made.usage) }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `is the same for a client of the other dialect, streamed and whole`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        let made = generated.reply()
        for (client, provider) in [
            (Dialect.openAIChat, Dialect.anthropic), (.anthropic, .openAIChat),
        ] {
            let at = context(client: provider, provider: provider) {
                $0.display = .summarised
                $0.wantsStreamUsage = true
            }
            let home = context(client: client, provider: provider) {
                $0.display = .summarised
                $0.wantsStreamUsage = true
            }
            let back = context(client: client, provider: client)
            let rules = Dialects.rules(for: provider)
            let (_, body) = try Translator.reply(
                JSONDocument(parsing: rules.body(of: made, context: at)), context: home)
            let whole = try Dialects.rules(for: client).reply(
                JSONDocument(parsing: body), context: back)
            var writer = rules.streamWriter(context: at)
            var bytes: [UInt8] = []
            for event in ReplyCollector.events(of: made, piece: 3) {
                writer.write(event, into: &bytes)
            }
            let run = try play([bytes], home)
            let problems =
                client == .anthropic
                ? MessagesGrammar.problems(of: run.text) : ChatGrammar.problems(of: run.text)
            #expect(problems == [])
            let streamed = try play(run.text, context(client: client, provider: client))
            #expect(
                normal(ReplyCollector.reply(of: streamed.events)).choices == normal(whole).choices)
            #expect(normal(ReplyCollector.reply(of: streamed.events)).usage == normal(whole).usage)
            #expect(normal(whole).choices == normal(made).choices)
        }
    }
}
