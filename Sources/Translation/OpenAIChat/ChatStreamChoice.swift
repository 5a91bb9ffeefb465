import Vocabulary
import Wire

/// What is open of one answer in a stream of chunks.
///
/// One block of words at a time: reasoning, text or refusal; it closes when another kind comes.
/// Calls stay open until the answer is finished, since a server may go on with any of them at any
/// time (PT-17).
struct ChatStreamChoice {
    private enum Words { case reasoning, text, refusal }

    /// A call as far as it came. It opens when id and name are known, the name in full, and all
    /// calls before it are open (PT-19).
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
        /// How far they came: a server may name the tool in every piece, and each asks.
        var extent = JSONExtent()
        var split = SplitCharacter()

        /// Are its arguments a value that nothing can follow?
        var isWhole: Bool { kind == .function && extent.isWhole }
    }

    /// Which answer.
    let index: Int
    /// Its finish reason, once it came.
    private var finishWord: String?
    private let context: ReplyContext
    private var words: (kind: Words, key: Int)?
    private var reasoningProof: OpaqueProof?
    private var calls: [Call] = []
    private var hasRefusal = false
    private var hasText = false
    private var split = SplitCharacter()

    init(index: Int, context: ReplyContext) {
        self.index = index
        self.context = context
    }

    /// Its finish reason came.
    var isFinished: Bool { finishWord != nil }

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
        if let list = delta["images"], list.kind == .array {
            for picture in list.elements { take(picture: picture, &keys, into: &events) }
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

    /// Takes the finish reason. Some servers have still something to say after it.
    mutating func note(finish word: String) { finishWord = word }

    /// Takes a picture.
    mutating func take(picture: JSONNode, _ keys: inout Int, into events: inout [StreamEvent]) {
        closeWords(into: &events)
        let item = HostedItem(kind: "image_url", json: Array(picture.bytes), dialect: .openAIChat)
        events.append(.blockStart(key: keys, StreamBlock(.hosted(item), choice: index)))
        events.append(.blockStop(key: keys))
        keys += 1
        hasText = true
    }

    /// The answer is over: closes everything and says why (PT-18).
    mutating func finish(_ keys: inout Int, into events: inout [StreamEvent]) {
        if let rest = split.flush() { say(rest, .text, &keys, into: &events) }
        closeWords(into: &events)
        for place in calls.indices {
            if let rest = calls[place].split.flush() { add(rest, to: place) }
        }
        openCalls(isLast: true, &keys, into: &events)
        var hasCall = false
        for call in calls {
            guard let key = call.key else { continue }
            hasCall = true
            if let proof = call.proof { events.append(.blockOpaque(key: key, proof)) }
            events.append(.blockStop(key: key))
        }
        let reason = ChatStopForm.reason(
            finishWord, hasCall: hasCall, hasRefusal: hasRefusal)
        events.append(.stop(choice: index, reason, sequence: nil))
    }

    /// A text, or the list of texts and thoughts that some servers send.
    private mutating func takeContent(
        _ content: JSONNode?, _ keys: inout Int, into events: inout [StreamEvent]
    ) {
        guard let content else { return }
        if let text = split.text(content) {
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
        if open.kind == .text, let rest = split.flush() {
            events.append(.blockDelta(key: open.key, rest))
        }
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
        if let name = body.text("name"), !name.isEmpty { take(name: name, place) }
        calls[place].proof =
            ChatReasoningForm.providerCallProof(node, context) ?? calls[place].proof
        let said = body[custom == nil ? "arguments" : "input"]
        let piece =
            calls[place].split.text(said) ?? (custom == nil ? ChatToolForm.input(said) : "")
        add(piece, to: place)
    }

    private mutating func add(_ piece: String, to place: Int) {
        calls[place].held += piece
        calls[place].input += piece
        calls[place].extent.take(piece)
    }

    /// Takes a name, or a piece of one; a name that comes again says nothing new.
    private mutating func take(name: String, _ place: Int) {
        let known = calls[place].name
        guard !known.isEmpty else {
            calls[place].name = name
            return
        }
        guard known != name, calls[place].key == nil, calls[place].extent.isBlank else { return }
        let grows = context.names.knows(known + name) || !context.names.knows(name)
        calls[place].name = grows ? known + name : name
    }

    /// Does a piece with a name begin another call than one at the same index?
    ///
    /// Another id does. Where ids don't tell, arguments that are whole do; before there are any, a
    /// name that was offered does, unless it makes one together with what came of the name.
    private func isAnother(_ call: Call, id: String, name: String, hasInput: Bool) -> Bool {
        guard !name.isEmpty else { return false }
        if !id.isEmpty, !call.id.isEmpty { return call.id != id }
        guard !call.name.isEmpty else { return false }
        guard call.extent.isBlank else {
            return id.isEmpty && call.isWhole && (hasInput || name != call.name)
        }
        guard call.name != name, !context.names.knows(call.name + name) else { return false }
        return call.id.isEmpty && id.isEmpty
            && (context.names.knows(call.name) || !context.names.knows(name))
    }

    /// Which call a piece belongs to: by index, but one index may have several calls.
    private mutating func place(of node: JSONNode) -> Int {
        let index = node["index"]?.int64
        let id = node.text("id") ?? ""
        let body = node["function"] ?? node["custom"] ?? node
        let name = body.text("name") ?? ""
        let hasInput = !ChatToolForm.input(body["arguments"] ?? body["input"]).isBlank
        if let index {
            if let place = calls.lastIndex(where: { $0.index == index }) {
                guard isAnother(calls[place], id: id, name: name, hasInput: hasInput) else {
                    return place
                }
                if !id.isEmpty, let same = calls.firstIndex(where: { $0.id == id }) { return same }
            }
        } else if !id.isEmpty, let place = calls.firstIndex(where: { $0.id == id }) {
            return place
        } else if id.isEmpty, name.isEmpty, !calls.isEmpty {
            return calls.count - 1
        }
        // Calls that aren't told yet stand in the order of their indices, as in a whole answer.
        let place = index.flatMap { index in
            calls.firstIndex { $0.key == nil && ($0.index ?? 0) > index }
        }
        calls.insert(Call(index: index), at: place ?? calls.count)
        return place ?? calls.count - 1
    }

    /// Is all of a call's name known?
    private func isNamed(_ place: Int) -> Bool {
        place < calls.count - 1 || !calls[place].held.isEmpty
            || context.names.isWhole(calls[place].name)
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
                guard isLast || isNamed(place) else { return }
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
