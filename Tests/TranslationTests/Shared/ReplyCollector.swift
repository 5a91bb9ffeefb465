import Translation
import Vocabulary

/// Puts the events of a stream together to the answer they tell.
struct ReplyCollector {
    private var reply = Reply(choices: [])
    private var parts: [(key: Int, choice: Int, part: Part)] = []
    private var places: [Int: Int] = [:]

    mutating func take(_ event: StreamEvent) {
        switch event {
        case .start(let start):
            reply.providerID = start.providerID
            reply.model = start.model
            reply.createdSeconds = start.createdSeconds
            reply.tier = start.tier
        case .blockStart(let key, let block):
            places[key] = parts.count
            var part: Part
            switch block.kind {
            case .text: part = .text("")
            case .refusal: part = Part(.refusal(""))
            case .reasoning(let form): part = Part(.reasoning(Reasoning([], form: form)))
            case .tool(let call): part = Part(.toolCall(call))
            case .hosted(let item): part = Part(.hosted(item))
            }
            part.proof = block.proof
            part.phase = block.phase
            parts.append((key, block.choice, part))
        case .blockDelta(let key, let text): change(key) { Self.add(text, to: &$0) }
        case .blockBreak(let key):
            change(key) { part in
                if case .reasoning(var reasoning) = part.content {
                    if !reasoning.texts.isEmpty { reasoning.texts.append("") }
                    part.content = .reasoning(reasoning)
                }
            }
        case .blockOpaque(let key, let proof):
            change(key) { part in
                if case .reasoning(var reasoning) = part.content {
                    reasoning.proof = proof
                    part.content = .reasoning(reasoning)
                } else {
                    part.proof = proof
                }
            }
        case .annotation(let key, let citation): change(key) { $0.citations.append(citation) }
        case .usage(let usage, _): reply.usage = usage
        case .stop(let choice, let reason, let sequence):
            reply.choices.append(
                Reply.Choice(
                    index: choice, parts: parts.filter { $0.choice == choice }.map(\.part),
                    stop: reason,
                    stopSequence: sequence))
        case .blockStop, .logprobs, .error, .end, .keepalive: break
        }
    }

    /// The answer of a whole stream; choices by their index.
    static func reply(of events: [StreamEvent]) -> Reply {
        var collector = ReplyCollector()
        for event in events { collector.take(event) }
        collector.reply.choices.sort { $0.index < $1.index }
        return collector.reply
    }

    private mutating func change(_ key: Int, _ body: (inout Part) -> Void) {
        if let place = places[key] { body(&parts[place].part) }
    }

    private static func add(_ text: String, to part: inout Part) {
        switch part.content {
        case .text(let before): part.content = .text(before + text)
        case .refusal(let before): part.content = .refusal(before + text)
        case .reasoning(var reasoning):
            if reasoning.texts.isEmpty { reasoning.texts = [""] }
            reasoning.texts[reasoning.texts.count - 1] += text
            part.content = .reasoning(reasoning)
        case .toolCall(var call):
            call.input += text
            part.content = .toolCall(call)
        default: break
        }
    }

    /// The events that tell an answer, its texts cut into pieces.
    static func events(of reply: Reply, piece: Int) -> [StreamEvent] {
        var events: [StreamEvent] = [
            .start(
                StreamStart(
                    providerID: reply.providerID, model: reply.model,
                    createdSeconds: reply.createdSeconds,
                    tier: reply.tier))
        ]
        var key = 0
        for choice in reply.choices {
            for part in choice.parts {
                events += Self.events(of: part, key: key, choice: choice.index, piece: piece)
                key += 1
            }
            events.append(.stop(choice: choice.index, choice.stop, sequence: choice.stopSequence))
        }
        if let usage = reply.usage { events.append(.usage(usage, isFinal: true)) }
        return events + [.end]
    }

    private static func events(of part: Part, key: Int, choice: Int, piece: Int) -> [StreamEvent] {
        var kind = StreamBlock.Kind.text
        var text = ""
        var proof = part.proof
        switch part.content {
        case .text(let words): text = words
        case .refusal(let words): (kind, text) = (.refusal, words)
        case .reasoning(let reasoning):
            (kind, text, proof) = (
                .reasoning(reasoning.form), reasoning.joinedText, reasoning.proof
            )
        case .toolCall(var call):
            text = call.input
            call.input = ""
            kind = .tool(call)
        default: break
        }
        var events: [StreamEvent] = [.blockStart(key: key, StreamBlock(kind, choice: choice))]
        var rest = text[...]
        while !rest.isEmpty {
            events.append(.blockDelta(key: key, String(rest.prefix(piece))))
            rest = rest.dropFirst(piece)
        }
        if let proof { events.append(.blockOpaque(key: key, proof)) }
        return events + [.blockStop(key: key)]
    }
}
