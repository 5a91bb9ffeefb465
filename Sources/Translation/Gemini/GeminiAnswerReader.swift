import Vocabulary
import Wire

/// Reads answers of generateContent, one whole or the chunks of a stream, into events.
struct GeminiAnswerReader: Sendable {
    private let context: ReplyContext
    private var hasStarted = false
    private var isBlocked = false
    private var candidates: [Int: GeminiCandidate] = [:]
    private var usage = GeminiUsageForm()
    private var keys = 0
    private var calls = 0

    /// For one answer.
    init(_ context: ReplyContext) { self.context = context }

    /// Takes an answer, or the next chunk of one.
    mutating func take(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard root.kind == .object else { return }
        start(root, into: &events)
        if let block = root["promptFeedback"]?.text("blockReason"),
            block != "BLOCK_REASON_UNSPECIFIED"
        {
            isBlocked = true
        }
        if let list = root["candidates"], list.kind == .array {
            var place = 0
            for node in list.elements {
                let index = node["index"]?.int64.flatMap { Int(exactly: $0) } ?? place
                place += 1
                guard (0..<128).contains(index) else { continue }
                var candidate = candidates[index] ?? GeminiCandidate(choice: index, context)
                candidates[index] = nil  // so that it is changed in place
                candidate.take(node, &keys, &calls, into: &events)
                usage.searches += candidate.takeSearches()
                candidates[index] = candidate
            }
        }
        guard let said = root["usageMetadata"], said.kind == .object else { return }
        usage.take(said)
        if let usage = usage.reported { events.append(.usage(usage, isFinal: false)) }
    }

    /// The answer is over: its end, or that it broke off.
    mutating func finish(into events: inout [StreamEvent]) {
        let isWhole =
            hasStarted && (isBlocked || !candidates.isEmpty)
            && candidates.values.allSatisfy { $0.finishWord != nil || isBlocked }
        guard isWhole else {
            events.append(.error(.broken))
            return
        }
        let order = candidates.keys.sorted()
        for index in order { candidates[index]?.close(into: &events) }
        if let usage = usage.reported { events.append(.usage(usage, isFinal: true)) }
        for index in order {
            guard let candidate = candidates[index] else { continue }
            events.append(.stop(choice: index, candidate.reason ?? .promptBlocked, sequence: nil))
        }
        if order.isEmpty { events.append(.stop(choice: 0, .promptBlocked, sequence: nil)) }
        events.append(.end)
    }

    private mutating func start(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(
            .start(
                StreamStart(
                    providerID: root.text("responseId"),
                    model: root.text("modelVersion").flatMap { $0.isEmpty ? nil : $0 },
                    tier: root["usageMetadata"]?.text("serviceTier"))))
    }
}

/// One candidate of an answer that is read: parts carry no ids, so a block lasts until the kind
/// changes.
struct GeminiCandidate: Sendable {
    private enum Open {
        case nothing
        case text(Int)
        case thought(Int)

        var key: Int? {
            switch self {
            case .nothing: nil
            case .text(let key), .thought(let key): key
            }
        }
    }

    private let choice: Int
    private let context: ReplyContext
    private var open = Open.nothing
    private var hasCall = false
    private var searches: Int64 = 0
    private var hasSearched = false
    private var cited: Set<[UInt8]> = []
    private var split = SplitCharacter()
    private var places = GeminiTextPlaces()
    /// The proof of the open block, which is its last word: only sources may still follow.
    private var lateProof: OpaqueProof?
    /// Its finish reason, once it came.
    private(set) var finishWord: String?

    /// A candidate of which nothing has come.
    init(choice: Int, _ context: ReplyContext) {
        self.choice = choice
        self.context = context
    }

    /// Why it ended; `nil` if it didn't.
    var reason: StopReason? { finishWord.map { GeminiStopForm.reason($0, hasCall: hasCall) } }

    /// Takes what an answer or a chunk says of it: parts first, then sources, probabilities and the
    /// end.
    mutating func take(
        _ node: JSONNode, _ keys: inout Int, _ calls: inout Int, into events: inout [StreamEvent]
    ) {
        if let parts = node["content"]?["parts"], parts.kind == .array {
            for part in parts.elements { take(part: part, &keys, &calls, into: &events) }
        }
        readSources(node, into: &events)
        if let result = node["logprobsResult"], let json = GeminiLogprobs.chat(result) {
            events.append(.logprobs(choice: choice, json))
        }
        if let word = node.text("finishReason"), word != "FINISH_REASON_UNSPECIFIED" {
            finishWord = word
        }
    }

    /// Closes what is open.
    mutating func close(into events: inout [StreamEvent]) {
        if let key = open.key {
            if let lateProof { events.append(.blockOpaque(key: key, lateProof)) }
            events.append(.blockStop(key: key))
        }
        lateProof = nil
        open = .nothing
    }

    /// The web searches that were seen since the last time.
    mutating func takeSearches() -> Int64 {
        defer { searches = 0 }
        return searches
    }

    private mutating func take(
        part: JSONNode, _ keys: inout Int, _ calls: inout Int, into events: inout [StreamEvent]
    ) {
        let proof = part.text("thoughtSignature").flatMap { text in
            text.isEmpty || text == ProofTag.unproven
                ? nil : OpaqueProof(text, form: .thoughtSignature, provenance: context.provenance)
        }
        if let call = part["functionCall"], call.kind == .object {
            take(call, proof, &keys, &calls, into: &events)
        } else if let text = split.text(part["text"]) {
            take(text, isThought: part["thought"]?.bool == true, proof, &keys, into: &events)
        } else if let kind = Self.hosted.first(where: { part[$0] != nil }) {
            // A draft is a thought, not part of the answer.
            guard part["thought"]?.bool != true else { return }
            close(into: &events)
            let item = HostedItem(kind: kind, json: Array(part.bytes), dialect: .gemini)
            var block = StreamBlock(.hosted(item), choice: choice)
            block.proof = proof
            events.append(.blockStart(key: keys, block))
            events.append(.blockStop(key: keys))
            keys += 1
        } else if proof != nil {
            take("", isThought: part["thought"]?.bool == true, proof, &keys, into: &events)
        }
    }

    private static let hosted = [
        "inlineData", "fileData", "executableCode", "codeExecutionResult", "toolCall",
        "toolResponse",
    ]

    /// A text. Only `thought` makes it reasoning; a signature closes the block it sits on, and
    /// without a text it belongs to the block before (PT-45).
    private mutating func take(
        _ text: String, isThought: Bool, _ proof: OpaqueProof?, _ keys: inout Int,
        into events: inout [StreamEvent]
    ) {
        if !text.isEmpty || (proof != nil && lateProof != nil) {
            if lateProof != nil { close(into: &events) }
        }
        if !text.isEmpty {
            let key: Int
            switch (open, isThought) {
            case (.text(let known), false), (.thought(let known), true): key = known
            default:
                close(into: &events)
                key = begin(isThought: isThought, &keys, into: &events)
            }
            events.append(.blockDelta(key: key, text))
            if !isThought { places.add(text) }
        }
        guard let proof else { return }
        if open.key == nil { _ = begin(isThought: true, &keys, into: &events) }
        lateProof = proof
        // Sources are only told of texts.
        if case .thought = open { close(into: &events) }
    }

    private mutating func begin(
        isThought: Bool, _ keys: inout Int, into events: inout [StreamEvent]
    ) -> Int {
        let key = keys
        keys += 1
        open = isThought ? .thought(key) : .text(key)
        if !isThought { places.begin() }
        events.append(
            .blockStart(key: key, StreamBlock(isThought ? .reasoning : .text, choice: choice)))
        return key
    }

    /// A call, whole. One without an id gets one of its place (PT-28).
    private mutating func take(
        _ call: JSONNode, _ proof: OpaqueProof?, _ keys: inout Int, _ calls: inout Int,
        into events: inout [StreamEvent]
    ) {
        guard let name = call.text("name"), !name.isEmpty else { return }
        close(into: &events)
        hasCall = true
        let id = call.text("id").flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(context.seed)\(calls)"
        calls += 1
        var block = StreamBlock(.tool(ToolCall(id: id, name: name, input: "")), choice: choice)
        block.proof = proof
        events.append(.blockStart(key: keys, block))
        let input = call["args"].flatMap {
            $0.kind == .object ? String(decoding: $0.bytes, as: UTF8.self) : nil
        }
        events.append(.blockDelta(key: keys, input ?? "{}"))
        events.append(.blockStop(key: keys))
        keys += 1
    }

    /// Sources of the text at hand; later chunks repeat those of earlier ones.
    private mutating func readSources(_ node: JSONNode, into events: inout [StreamEvent]) {
        if let queries = node["groundingMetadata"]?["webSearchQueries"], queries.count > 0,
            !hasSearched
        {
            hasSearched = true
            searches += Int64(queries.count)
        }
        guard case .text(let key) = open else { return }
        for citation in GeminiCitationForm.citations(of: node, places)
        where cited.insert(citation.json).inserted {
            events.append(.annotation(key: key, citation))
        }
    }
}
