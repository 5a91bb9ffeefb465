import Vocabulary
import Wire

/// The parts of one candidate as they are written.
///
/// Calls are told whole: the last one waits until it is known whether the answer was cut (PT-20).
/// Reasoning is told only if the client asked for it. A proof without words that the client sees
/// goes on the next part, where Gemini's own are.
struct GeminiOutput: Sendable {
    private struct Block {
        let kind: StreamBlock.Kind
        var proof: OpaqueProof?
        var text = ""
        var hasText = false
    }

    /// Are texts told whole, or piece by piece?
    private let isWhole: Bool
    private let isReasoningShown: Bool
    private var blocks: [Int: Block] = [:]
    /// A call whose block is closed.
    private var heldCall: Block?
    /// A proof that looks for a part.
    private var waitingProof: OpaqueProof?
    private var isMalformed = false
    private var hasCall = false
    private var logprobs: [[UInt8]] = []
    private var citations: [Citation] = []
    /// Parts that are ready.
    private var parts: [[UInt8]] = []

    /// No parts.
    init(_ context: ReplyContext, isWhole: Bool) {
        self.isWhole = isWhole
        isReasoningShown = context.display != nil && context.display != .omitted
    }

    /// Takes an event of one of the candidate's blocks.
    mutating func take(_ event: StreamEvent) {
        switch event {
        case .blockStart(let key, let block):
            releaseCall()
            blocks[key] = Block(kind: block.kind, proof: block.proof)
            if case .hosted(let item) = block.kind { add(item) }
        case .blockDelta(let key, let text): add(text, to: key)
        case .blockBreak(let key): add("\n\n", to: key)
        case .blockOpaque(let key, let proof): blocks[key]?.proof = proof
        case .annotation(_, let citation): citations.append(citation)
        case .blockStop(let key): close(key)
        case .logprobs(_, let json): logprobs.append(json)
        case .start, .usage, .stop, .error, .end, .keepalive: break
        }
    }

    /// The parts that became ready since the last time.
    mutating func takeParts() -> [[UInt8]] {
        defer { parts = [] }
        return parts
    }

    /// Writes the candidate's end: its last parts, sources, probabilities and finish reason.
    mutating func writeEnd(_ reason: StopReason, to json: inout JSONWriter) {
        releaseCall(isCut: reason.isCut)
        if let proof = waitingProof {
            waitingProof = nil
            parts.append(Self.part("", proof: proof))
        }
        Self.writeContent(takeParts(), to: &json)
        let isBad = isMalformed && (reason == .toolCall || reason == .finished)
        json.member("finishReason", GeminiStopForm.word(isBad ? .malformedCall : reason))
        GeminiCitationForm.write(citations, to: &json)
        GeminiLogprobs.write(chat: logprobs, to: &json)
    }

    /// Writes `content`; an empty text stands where there are no parts, as Gemini's own last chunks
    /// have it.
    static func writeContent(_ parts: [[UInt8]], to json: inout JSONWriter) {
        json.beginObject("content")
        json.beginArray("parts")
        for part in parts { json.raw(part) }
        if parts.isEmpty { json.raw(Array(#"{"text":""}"#.utf8)) }
        json.endArray()
        json.member("role", "model")
        json.endObject()
    }

    private mutating func add(_ item: HostedItem) {
        guard item.dialect != .gemini else { return parts.append(item.json) }
        guard let picture = item.picture else { return }
        var json = JSONWriter(reservingBytes: picture.base64.utf8.count + 64)
        json.beginObject()
        json.beginObject("inlineData")
        json.member("mimeType", picture.mediaType)
        json.member("data", picture.base64)
        json.endObject()
        json.endObject()
        parts.append(json.bytes)
    }

    private mutating func add(_ text: String, to key: Int) {
        guard let block = blocks[key] else { return }
        switch block.kind {
        case .tool: blocks[key]?.text += text
        case .reasoning:
            blocks[key]?.hasText = true
            guard isReasoningShown else { return }
            if isWhole {
                blocks[key]?.text += text
            } else {
                parts.append(Self.part(text, isThought: true))
            }
        case .text, .refusal:
            if isWhole {
                blocks[key]?.text += text
            } else {
                parts.append(Self.part(text, proof: takeProof()))
            }
        case .hosted: break
        }
    }

    private mutating func close(_ key: Int) {
        guard var block = blocks.removeValue(forKey: key) else { return }
        switch block.kind {
        case .tool:
            releaseCall()
            if block.proof == nil { block.proof = takeProof() }
            heldCall = block
        case .reasoning:
            if isReasoningShown, block.hasText {
                if isWhole || block.proof != nil {
                    parts.append(Self.part(block.text, isThought: true, proof: block.proof))
                }
            } else if !block.hasText, let proof = block.proof {
                if let earlier = waitingProof { parts.append(Self.part("", proof: earlier)) }
                waitingProof = proof
            }
        case .text, .refusal:
            if isWhole, !block.text.isEmpty {
                parts.append(Self.part(block.text, proof: block.proof ?? takeProof()))
            } else if let proof = block.proof {
                parts.append(Self.part("", proof: proof))
            }
        case .hosted: break
        }
    }

    private mutating func takeProof() -> OpaqueProof? {
        defer { waitingProof = nil }
        return waitingProof
    }

    /// Tells the call that waited, if its input is whole; what isn't JSON can't be told.
    private mutating func releaseCall(isCut: Bool = false) {
        guard let held = heldCall, case .tool(let call) = held.kind else { return }
        heldCall = nil
        var input = Array(held.text.utf8)
        if held.text.isBlank {
            if isCut { return }
            input = Array("{}".utf8)
        }
        guard let document = try? JSONDocument(parsing: input), document.root.kind == .object
        else {  // a model may write anything
            isMalformed = true
            return
        }
        var json = JSONWriter(reservingBytes: input.count + 96)
        json.beginObject()
        json.beginObject("functionCall")
        json.member("id", call.id)
        json.member("name", call.name)
        json.member("args", json: input)
        json.endObject()
        // The first call of a turn has a signature in Gemini's own answers.
        let signature = held.proof.map(ProofTag.tagged) ?? (hasCall ? nil : ProofTag.unproven)
        json.member("thoughtSignature", ifAny: signature)
        json.endObject()
        parts.append(json.bytes)
        hasCall = true
    }

    private static func part(
        _ text: String, isThought: Bool = false, proof: OpaqueProof? = nil
    ) -> [UInt8] {
        var json = JSONWriter(reservingBytes: text.utf8.count + 32)
        json.beginObject()
        json.member("text", text)
        if isThought { json.member("thought", true) }
        json.member("thoughtSignature", ifAny: proof.map(ProofTag.tagged))
        json.endObject()
        return json.bytes
    }
}
