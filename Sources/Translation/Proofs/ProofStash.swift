import Wire

/// Reasoning of turns that called tools, kept beside the conversation by the calls' ids, for
/// clients whose dialect doesn't bring it back (facts/protocols PT-41, PT-45).
///
/// The road seals each entry under its call's id when an answer goes out, and looks up the ids that
/// `missingCalls(in:)` names when a request comes in.
package struct ProofStash: Equatable, Sendable {
    /// The most that is kept of one answer, in bytes; a larger one isn't kept.
    package static let bytesMax = 256 << 10

    /// What belongs to one call.
    package struct Entry: Equatable, Sendable {
        /// The call's id, as the client knows it.
        package var callID: String
        /// Reasoning that stood before the call.
        package var reasoning: [Reasoning]
        /// The proof on the call itself.
        package var proof: OpaqueProof?
    }

    /// What was gathered, calls in order. The first call of a turn has the reasoning of all.
    package private(set) var entries: [Entry] = []

    private var open: [Int: Reasoning] = [:]
    private var pending: [Reasoning] = []
    private var calls: [Int: Int] = [:]
    private var bytes = 0
    /// Is reasoning kept that has no proof?
    private let keepsUnproven: Bool

    /// Nothing kept.
    ///
    /// - Parameter keepsUnproven: Does the provider want its reasoning back without any proof
    ///   (PT-48)?
    package init(keepsUnproven: Bool = false) { self.keepsUnproven = keepsUnproven }

    /// What an answer's first choice leaves behind.
    package init(_ reply: Reply, keepsUnproven: Bool = false) {
        self.keepsUnproven = keepsUnproven
        for part in reply.choices.first?.parts ?? [] {
            switch part.content {
            case .reasoning(let reasoning): pending.append(reasoning)
            case .toolCall(let call):
                entries.append(Entry(callID: call.id, reasoning: pending, proof: part.proof))
                pending = []
            default: break
            }
        }
        drop()
    }

    /// Takes an event of a stream.
    mutating func take(_ event: StreamEvent) {
        guard bytes <= Self.bytesMax else { return }
        switch event {
        case .blockStart(let key, let block) where block.choice == 0:
            switch block.kind {
            case .reasoning(let form): open[key] = Reasoning([], form: form)
            case .tool(let call):
                calls[key] = entries.count
                entries.append(Entry(callID: call.id, reasoning: pending, proof: block.proof))
                pending = []
            default: break
            }
        case .blockDelta(let key, let text):
            guard var reasoning = open[key] else { return }
            open[key] = nil  // so that it is changed in place
            if reasoning.texts.isEmpty { reasoning.texts = [""] }
            reasoning.texts[reasoning.texts.count - 1] += text
            bytes += text.utf8.count
            open[key] = reasoning
        case .blockBreak(let key):
            if open[key]?.texts.isEmpty == false { open[key]?.texts.append("") }
        case .blockOpaque(let key, let proof):
            bytes += proof.text.utf8.count
            if open[key] != nil {
                open[key]?.proof = proof
            } else if let place = calls[key] {
                entries[place].proof = proof
            }
        case .blockStop(let key):
            if let reasoning = open.removeValue(forKey: key) { pending.append(reasoning) }
        case .end: drop()
        default: break
        }
    }

    /// Entries without any proof aren't worth keeping where proofs are what is wanted; what is too
    /// large isn't kept.
    private mutating func drop() {
        entries.removeAll { entry in
            entry.proof == nil
                && (keepsUnproven
                    ? entry.reasoning.isEmpty : entry.reasoning.allSatisfy { $0.proof == nil })
        }
        if bytes > Self.bytesMax { entries = [] }
    }

    /// The ids of calls in a conversation whose turns bring neither reasoning nor proofs.
    package static func missingCalls(in conversation: Conversation) -> [String] {
        conversation.turns.flatMap { turn -> [String] in
            guard turn.role == .assistant, isBare(turn) else { return [] }
            return turn.toolCalls.map(\.id).filter { !$0.isEmpty }
        }
    }

    /// Puts entries back before and on their calls.
    package static func restore(_ entries: [Entry], to conversation: inout Conversation) {
        guard !entries.isEmpty else { return }
        let byID = Dictionary(
            entries.map { ($0.callID, $0) }, uniquingKeysWith: { first, _ in first })
        for turn in conversation.turns.indices
        where conversation.turns[turn].role == .assistant && isBare(conversation.turns[turn]) {
            var parts: [Part] = []
            var reasoning: [Part] = []
            for var part in conversation.turns[turn].parts {
                if case .toolCall(let call) = part.content, let entry = byID[call.id] {
                    part.proof = entry.proof
                    reasoning += entry.reasoning.map { Part(.reasoning($0)) }
                }
                parts.append(part)
            }
            if !reasoning.isEmpty {
                parts.removeAll { if case .reasoning = $0.content { true } else { false } }
            }
            conversation.turns[turn].parts = reasoning + parts
        }
    }

    /// Does it call tools, and bring no proof? Words of reasoning alone don't count.
    private static func isBare(_ turn: Turn) -> Bool {
        turn.parts.contains(where: \.isToolCall)
            && turn.parts.allSatisfy { part in
                if case .reasoning(let reasoning) = part.content { return reasoning.proof == nil }
                return part.proof == nil
            }
    }
}

extension ProofStash.Entry {
    /// The entry for storage, without the call's id.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.beginArray("reasoning")
        for block in reasoning {
            json.beginObject()
            json.member("texts", block.texts)
            json.member("summary", block.form == .summary)
            json.member("proof", ifAny: block.proof.map(ProofTag.tagged))
            json.endObject()
        }
        json.endArray()
        json.member("proof", ifAny: proof.map(ProofTag.tagged))
        json.endObject()
        return json.bytes
    }

    /// Reads what `json` wrote; `nil` for anything else.
    package init?(callID: String, json: [UInt8]) {
        // what can't be read is as good as not kept
        guard let document = try? JSONDocument(parsing: json),
            let blocks = document.root["reasoning"]
        else { return nil }
        self.callID = callID
        reasoning = blocks.elements.map { block in
            Reasoning(
                block["texts"]?.elements.compactMap(\.string) ?? [],
                form: block["summary"]?.bool == true ? .summary : .text,
                proof: block.text("proof").flatMap(ProofTag.proof))
        }
        proof = document.root.text("proof").flatMap(ProofTag.proof)
    }
}
