import Vocabulary
import Wire

/// What is open of one answer in a stream of chunks.
///
/// One block of words at a time: reasoning, text or refusal; it closes when another kind comes.
/// Calls stay open until the answer is finished, since a server may go on with any of them at any
/// time (PT-17).
struct ChatStreamChoice {
    private enum Words { case reasoning, text, refusal }

    /// A call as far as it came. It opens when id and name are known and all calls before it are
    /// open (PT-19).
    private struct Call {
        var index: Int64?
        var id = ""
        var name = ""
        var kind = ToolCall.Kind.function
        /// Arguments from before it opened, and all of them for the check at the end.
        var held = ""
        var key: Int?
        var proof: OpaqueProof?
        /// All arguments so far.
        var input = ""
    }

    /// Which answer.
    let index: Int
    /// Its finish reason came.
    private(set) var isFinished = false
    private let context: ReplyContext
    private var words: (kind: Words, key: Int)?
    private var reasoningProof: OpaqueProof?
    private var calls: [Call] = []
    private var hasRefusal = false
    private var hasText = false

    init(index: Int, context: ReplyContext) {
        self.index = index
        self.context = context
    }

    /// Could what came be a whole answer, though nobody said why it ended?
    var isWhole: Bool {
        (hasText || !calls.isEmpty)
            && calls.allSatisfy { call in
                call.kind == .custom || call.input.isBlank
                    // that is the question
                    || (try? JSONDocument(parsing: Array(call.input.utf8))) != nil
            }
    }

    /// Takes a delta.
    mutating func take(_ delta: JSONNode, _ keys: inout Int, into events: inout [StreamEvent]) {
        guard !isFinished else { return }
        reasoningProof = ChatReasoningForm.providerProof(delta, context) ?? reasoningProof
        if let text = ChatReasoningForm.text(delta) { say(text, .reasoning, &keys, into: &events) }
        takeContent(delta["content"], &keys, into: &events)
        if let text = delta.text("refusal"), !text.isEmpty {
            hasRefusal = true
            say(text, .refusal, &keys, into: &events)
        }
        if let list = delta["annotations"], list.kind == .array, let words, words.kind == .text {
            for citation in list.elements.compactMap(ChatCitationForm.citation) {
                events.append(.annotation(key: words.key, citation))
            }
        }
        if let list = delta["tool_calls"], list.kind == .array, list.count > 0 {
            closeWords(into: &events)
            for call in list.elements { take(call: call) }
            openCalls(isLast: false, &keys, into: &events)
        } else if let call = delta["function_call"], call.kind == .object {
            closeWords(into: &events)
            take(call: call)
            openCalls(isLast: false, &keys, into: &events)
        }
    }

    /// Takes the finish reason: closes everything and says why (PT-18).
    mutating func finish(_ word: String?, _ keys: inout Int, into events: inout [StreamEvent]) {
        guard !isFinished else { return }
        isFinished = true
        closeWords(into: &events)
        openCalls(isLast: true, &keys, into: &events)
        var hasCall = false
        for call in calls {
            guard let key = call.key else { continue }
            hasCall = true
            if let proof = call.proof { events.append(.blockOpaque(key: key, proof)) }
            events.append(.blockStop(key: key))
        }
        let reason = ChatStopForm.reason(word, hasCall: hasCall, hasRefusal: hasRefusal)
        events.append(.stop(choice: index, reason, sequence: nil))
    }

    /// A text, or the list of texts and thoughts that some servers send.
    private mutating func takeContent(
        _ content: JSONNode?, _ keys: inout Int, into events: inout [StreamEvent]
    ) {
        guard let content else { return }
        if let text = content.string {
            if !text.isEmpty { say(text, .text, &keys, into: &events) }
        } else if content.kind == .array {
            for piece in content.elements {
                if let text = piece.text("text"), !text.isEmpty {
                    say(text, .text, &keys, into: &events)
                } else if let thoughts = piece["thinking"] {
                    let text =
                        thoughts.string ?? thoughts.elements.compactMap { $0.text("text") }.joined()
                    if !text.isEmpty { say(text, .reasoning, &keys, into: &events) }
                }
            }
        }
    }

    private mutating func say(
        _ text: String, _ kind: Words, _ keys: inout Int, into events: inout [StreamEvent]
    ) {
        if words?.kind != kind {
            closeWords(into: &events)
            let block: StreamBlock.Kind =
                switch kind {
                case .reasoning: .reasoning
                case .text: .text
                case .refusal: .refusal
                }
            events.append(.blockStart(key: keys, StreamBlock(block, choice: index)))
            words = (kind, keys)
            keys += 1
            if kind != .reasoning { hasText = true }
        }
        if let key = words?.key { events.append(.blockDelta(key: key, text)) }
    }

    private mutating func closeWords(into events: inout [StreamEvent]) {
        guard let open = words else { return }
        if open.kind == .reasoning, let proof = reasoningProof {
            events.append(.blockOpaque(key: open.key, proof))
            reasoningProof = nil
        }
        events.append(.blockStop(key: open.key))
        words = nil
    }

    /// Takes a piece of a call: id, name and arguments in any order, repeated or null (PT-16,
    /// PT-19).
    private mutating func take(call node: JSONNode) {
        let place = place(of: node)
        if calls[place].id.isEmpty, let id = node.text("id") { calls[place].id = id }
        let custom = node["custom"]
        if custom?.kind == .object { calls[place].kind = .custom }
        let body = custom ?? node["function"] ?? node
        if calls[place].name.isEmpty, let name = body.text("name") { calls[place].name = name }
        calls[place].proof =
            ChatReasoningForm.providerCallProof(node, context) ?? calls[place].proof
        let piece = custom == nil ? ChatToolForm.input(body["arguments"]) : body.text("input") ?? ""
        calls[place].held += piece
        calls[place].input += piece
    }

    /// Which call a piece belongs to: by index, but another id with a name at the same index is
    /// another call.
    private mutating func place(of node: JSONNode) -> Int {
        let index = node["index"]?.int64
        let id = node.text("id") ?? ""
        let name = (node["function"] ?? node["custom"] ?? node).text("name") ?? ""
        func isAnother(_ call: Call) -> Bool {
            !id.isEmpty && !call.id.isEmpty && call.id != id && !name.isEmpty
        }
        if let index {
            if let place = calls.lastIndex(where: { $0.index == index }) {
                if !isAnother(calls[place]) { return place }
                if let same = calls.firstIndex(where: { $0.id == id }) { return same }
            }
        } else if !id.isEmpty, let place = calls.firstIndex(where: { $0.id == id }) {
            return place
        } else if id.isEmpty, name.isEmpty, !calls.isEmpty {
            return calls.count - 1
        }
        calls.append(Call(index: index))
        return calls.count - 1
    }

    /// Opens calls that are known, in order, and hands on what was held.
    ///
    /// - Parameter isLast: No more will come: a call without an id gets one, one without a name is
    ///   dropped.
    private mutating func openCalls(
        isLast: Bool, _ keys: inout Int, into events: inout [StreamEvent]
    ) {
        for place in calls.indices {
            if calls[place].key == nil {
                guard !calls[place].name.isEmpty else {
                    if isLast { continue }
                    return
                }
                if calls[place].id.isEmpty {
                    guard isLast else { return }
                    calls[place].id = "call_\(context.seed)\(keys)"
                }
                let call = ToolCall(
                    id: calls[place].id, name: calls[place].name, kind: calls[place].kind, input: ""
                )
                events.append(.blockStart(key: keys, StreamBlock(.tool(call), choice: index)))
                calls[place].key = keys
                keys += 1
            }
            if let key = calls[place].key, !calls[place].held.isEmpty {
                events.append(.blockDelta(key: key, calls[place].held))
                calls[place].held = ""
            }
        }
    }
}
