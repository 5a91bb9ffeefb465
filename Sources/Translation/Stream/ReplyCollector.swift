/// Gathers the events of a stream into the whole answer they tell.
struct ReplyCollector {
    private struct Block {
        var part: Part
        let choice: Int
        var isBroken = false
    }

    private var start = StreamStart()
    private var blocks: [Int: Block] = [:]
    private var choices: [Int: Reply.Choice] = [:]
    private var usage: ReportedUsage?
    /// The failure that ended the stream, if one did.
    private(set) var fault: ProviderFault?

    /// Takes an event.
    mutating func take(_ event: StreamEvent) {
        switch event {
        case .start(let start): self.start = start
        case .blockStart(let key, let block):
            var part = Part(Self.content(of: block.kind))
            part.phase = block.phase
            part.proof = block.proof
            blocks[key] = Block(part: part, choice: block.choice)
        case .blockDelta(let key, let text): append(text, to: key)
        case .blockBreak(let key): blocks[key]?.isBroken = true
        case .blockOpaque(let key, let proof): prove(proof, key)
        case .annotation(let key, let citation): blocks[key]?.part.citations.append(citation)
        case .blockStop: break
        case .logprobs(let choice, let json):
            choices[choice, default: Reply.Choice(index: choice, parts: [], stop: .other)]
                .logprobs = json
        case .usage(let usage, _): self.usage = usage
        case .stop(let choice, let reason, let sequence):
            var whole = choices[choice] ?? Reply.Choice(index: choice, parts: [], stop: reason)
            whole.stop = reason
            whole.stopSequence = sequence
            choices[choice] = whole
        case .error(let fault): self.fault = fault
        case .end, .keepalive: break
        }
    }

    /// The answer so far.
    var reply: Reply {
        var choices = choices
        for key in blocks.keys.sorted() {
            guard let block = blocks[key] else { continue }
            choices[block.choice]?.parts.append(block.part)
        }
        var reply = Reply(choices: choices.keys.sorted().compactMap { choices[$0] })
        reply.providerID = start.providerID
        reply.model = start.model
        reply.createdSeconds = start.createdSeconds
        reply.tier = start.tier
        reply.usage = usage
        return reply
    }

    private static func content(of kind: StreamBlock.Kind) -> Part.Content {
        switch kind {
        case .text: .text("")
        case .refusal: .refusal("")
        case .reasoning(let form): .reasoning(Reasoning([], form: form))
        case .tool(let call): .toolCall(call)
        case .hosted(let item): .hosted(item)
        }
    }

    private mutating func append(_ text: String, to key: Int) {
        guard let block = blocks[key] else { return }
        switch block.part.content {
        case .text(let own): blocks[key]?.part.content = .text(own + text)
        case .refusal(let own): blocks[key]?.part.content = .refusal(own + text)
        case .toolCall(var call):
            call.input += text
            blocks[key]?.part.content = .toolCall(call)
        case .reasoning(var reasoning):
            if reasoning.texts.isEmpty || block.isBroken { reasoning.texts.append("") }
            reasoning.texts[reasoning.texts.count - 1] += text
            blocks[key]?.part.content = .reasoning(reasoning)
            blocks[key]?.isBroken = false
        default: break
        }
    }

    private mutating func prove(_ proof: OpaqueProof, _ key: Int) {
        guard let part = blocks[key]?.part else { return }
        if case .reasoning(var reasoning) = part.content {
            reasoning.proof = proof
            blocks[key]?.part.content = .reasoning(reasoning)
        } else {
            blocks[key]?.part.proof = proof
        }
    }
}
