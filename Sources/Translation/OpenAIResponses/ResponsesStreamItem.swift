import Vocabulary
import Wire

/// Opens the blocks of a stream, and knows what was opened.
struct ResponsesStreamBlocks: Sendable {
    /// What the answer's translation goes by.
    let context: ReplyContext
    /// Was a tool called?
    private(set) var hasCall = false
    /// Has the model declined?
    private(set) var hasRefusal = false
    private var nextKey = 0

    /// No blocks.
    init(_ context: ReplyContext) { self.context = context }

    /// Opens a block.
    mutating func open(_ block: StreamBlock, into events: inout [StreamEvent]) -> Int {
        switch block.kind {
        case .tool: hasCall = true
        case .refusal: hasRefusal = true
        case .text, .reasoning, .hosted: break
        }
        let key = nextKey
        nextKey += 1
        events.append(.blockStart(key: key, block))
        return key
    }

    /// The place of the next block, for an id that has to be made up.
    var place: Int { nextKey }
}

/// One output item of a stream that is read: which of its texts have been told, and how far.
struct ResponsesStreamItem: Sendable {
    /// A text that is told in a block, or as a part of one.
    private struct Piece {
        var key: Int?
        var toldBytes = 0
        var isClosed = false
    }

    /// The item's type; empty until it is known.
    private(set) var type = ""
    /// Was its last word heard?
    private(set) var isDone = false
    private var phase: String?
    /// A message's parts, by their index.
    private var contents: [Int64: Piece] = [:]
    /// The block of a call or of reasoning.
    private var key: Int?
    /// What of the call's input was told, or waits for its name.
    private var toldBytes = 0
    private var waitingInput = ""
    /// Of reasoning: which of its forms is told, and how far each text.
    private var form: Reasoning.Form?
    private var thoughts: [Int64: Piece] = [:]
    private var lastThought: Int64?
    private var split = SplitCharacter()

    /// Takes what is known of the item at its announcement, or later. A call opens once it has a
    /// name.
    mutating func announce(
        _ node: JSONNode, _ blocks: inout ResponsesStreamBlocks, into events: inout [StreamEvent]
    ) {
        type = node.text("type") ?? type
        phase = node.text("phase") ?? phase
        guard key == nil, type == "function_call" || type == "custom_tool_call",
            var call = ResponsesReplyReader.call(node, blocks.context, number: blocks.place)
        else { return }
        call.input = ""
        key = blocks.open(StreamBlock(.tool(call)), into: &events)
        let waiting = waitingInput
        waitingInput = ""
        addInput(waiting, into: &events)
    }

    /// Takes the item's last word: whatever wasn't told, the proof, and the end of its blocks.
    mutating func finish(
        _ node: JSONNode, _ blocks: inout ResponsesStreamBlocks, into events: inout [StreamEvent]
    ) {
        switch type {
        case "message": finishMessage(node, &blocks, into: &events)
        case "reasoning": finishReasoning(node, &blocks, into: &events)
        case "function_call": completeInput(node.text("arguments"), into: &events)
        case "custom_tool_call": completeInput(node.text("input"), into: &events)
        default:
            // A call that ends as something else stays one.
            guard key == nil, !type.isEmpty else { break }
            let hosted = HostedItem(kind: type, json: Array(node.bytes), dialect: .openAIResponses)
            key = blocks.open(StreamBlock(.hosted(hosted)), into: &events)
        }
        close(into: &events)
    }

    /// Closes what is open.
    mutating func close(into events: inout [StreamEvent]) {
        guard !isDone else { return }
        isDone = true
        for index in contents.keys.sorted() { close(content: index, into: &events) }
        if let key { events.append(.blockStop(key: key)) }
        key = nil
    }

    /// The text of a delta; half a character at its end waits for the other half.
    mutating func text(_ delta: JSONNode?) -> String? { split.text(delta) }

    // MARK: Calls

    /// A piece of a call's input.
    mutating func addInput(_ delta: String?, into events: inout [StreamEvent]) {
        guard let delta, !delta.isEmpty else { return }
        guard let key else {
            waitingInput += delta
            return
        }
        toldBytes += delta.utf8.count
        events.append(.blockDelta(key: key, delta))
    }

    /// The whole input: tells what the pieces left out (PT-22).
    mutating func completeInput(_ whole: String?, into events: inout [StreamEvent]) {
        guard let whole, key != nil else { return }
        addInput(whole.suffix(afterBytes: toldBytes), into: &events)
    }

    // MARK: Texts

    /// A piece of a text or a refusal.
    mutating func addText(
        _ delta: String?, at root: JSONNode, isRefusal: Bool, _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard let delta, !delta.isEmpty else { return }
        add(
            delta, to: root["content_index"]?.int64 ?? 0, isRefusal: isRefusal, &blocks,
            into: &events)
    }

    /// A whole text: tells what the pieces left out.
    mutating func completeText(
        _ whole: String?, at root: JSONNode, isRefusal: Bool, _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard let whole else { return }
        complete(
            whole, root["content_index"]?.int64 ?? 0, isRefusal: isRefusal, &blocks, into: &events)
    }

    /// A source of a text.
    func cite(_ citation: Citation, at root: JSONNode, into events: inout [StreamEvent]) {
        guard let piece = contents[root["content_index"]?.int64 ?? 0], !piece.isClosed,
            let key = piece.key
        else { return }
        events.append(.annotation(key: key, citation))
    }

    /// The end of a part.
    mutating func closeText(at root: JSONNode, into events: inout [StreamEvent]) {
        close(content: root["content_index"]?.int64 ?? 0, into: &events)
    }

    private mutating func add(
        _ text: String, to index: Int64, isRefusal: Bool, _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        var piece = contents[index] ?? Piece()
        guard !piece.isClosed else { return }
        let key: Int
        if let known = piece.key {
            key = known
        } else {
            var block = StreamBlock(isRefusal ? .refusal : .text)
            block.phase = phase
            key = blocks.open(block, into: &events)
            piece.key = key
        }
        piece.toldBytes += text.utf8.count
        contents[index] = piece
        events.append(.blockDelta(key: key, text))
    }

    private mutating func complete(
        _ whole: String, _ index: Int64, isRefusal: Bool, _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        let rest = whole.suffix(afterBytes: contents[index]?.toldBytes ?? 0)
        if !rest.isEmpty { add(rest, to: index, isRefusal: isRefusal, &blocks, into: &events) }
    }

    private mutating func close(content index: Int64, into events: inout [StreamEvent]) {
        guard let piece = contents[index], !piece.isClosed, let key = piece.key else { return }
        contents[index]?.isClosed = true
        events.append(.blockStop(key: key))
    }

    private mutating func finishMessage(
        _ node: JSONNode, _ blocks: inout ResponsesStreamBlocks, into events: inout [StreamEvent]
    ) {
        guard let list = node["content"], list.kind == .array else { return }
        var index: Int64 = 0
        for content in list.elements {
            let isNew = contents[index] == nil
            if let text = content.text("text") {
                complete(text, index, isRefusal: false, &blocks, into: &events)
            } else if let refusal = content.text("refusal") {
                complete(refusal, index, isRefusal: true, &blocks, into: &events)
            }
            if isNew, let key = contents[index]?.key, let citations = content["annotations"] {
                for citation in citations.elements {
                    events.append(.annotation(key: key, ResponsesCitationForm.citation(citation)))
                }
            }
            close(content: index, into: &events)
            index += 1
        }
    }

    // MARK: Reasoning

    /// A piece of reasoning. A summary and its full text repeat each other: the first that comes is
    /// told.
    mutating func addThought(
        _ delta: String?, at root: JSONNode, _ form: Reasoning.Form,
        _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard let delta, !delta.isEmpty else { return }
        think(delta, Self.thoughtIndex(root, form), form, &blocks, into: &events)
    }

    /// A whole text of reasoning: tells what the pieces left out.
    mutating func completeThought(
        _ whole: String?, at root: JSONNode, _ form: Reasoning.Form,
        _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard let whole else { return }
        let index = Self.thoughtIndex(root, form)
        completeThought(whole, index, form, &blocks, into: &events)
    }

    private static func thoughtIndex(_ root: JSONNode, _ form: Reasoning.Form) -> Int64 {
        root[form == .summary ? "summary_index" : "content_index"]?.int64 ?? 0
    }

    private mutating func completeThought(
        _ whole: String, _ index: Int64, _ form: Reasoning.Form,
        _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard self.form == nil || self.form == form else { return }
        let rest = whole.suffix(afterBytes: thoughts[index]?.toldBytes ?? 0)
        if !rest.isEmpty { think(rest, index, form, &blocks, into: &events) }
    }

    private mutating func think(
        _ text: String, _ index: Int64, _ form: Reasoning.Form,
        _ blocks: inout ResponsesStreamBlocks,
        into events: inout [StreamEvent]
    ) {
        guard self.form == nil || self.form == form else { return }
        self.form = form
        let key: Int
        if let known = self.key {
            key = known
            if let lastThought, lastThought != index { events.append(.blockBreak(key: key)) }
        } else {
            key = blocks.open(StreamBlock(.reasoning(form)), into: &events)
            self.key = key
        }
        lastThought = index
        thoughts[index, default: Piece()].toldBytes += text.utf8.count
        events.append(.blockDelta(key: key, text))
    }

    /// Only the item's last word has a proof that can be trusted (PT-49).
    private mutating func finishReasoning(
        _ node: JSONNode, _ blocks: inout ResponsesStreamBlocks, into events: inout [StreamEvent]
    ) {
        let proof = ResponsesReplyReader.proof(node, blocks.context)
        let whole = ResponsesItemReader.reasoning(node, proof: nil)
        for (index, text) in whole.texts.enumerated() {
            completeThought(text, Int64(index), whole.form, &blocks, into: &events)
        }
        guard let proof else { return }
        let key: Int
        if let known = self.key {
            key = known
        } else {
            key = blocks.open(StreamBlock(.reasoning(whole.form)), into: &events)
            self.key = key
        }
        events.append(.blockOpaque(key: key, proof))
    }
}

extension String {
    /// What follows so many bytes of UTF-8; all of it if they are none, nothing if there are no
    /// more.
    func suffix(afterBytes count: Int) -> String {
        guard count > 0 else { return self }
        guard count < utf8.count else { return "" }
        return String(decoding: utf8.dropFirst(count), as: UTF8.self)
    }
}
