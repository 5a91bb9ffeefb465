import Vocabulary
import Wire

/// Writes a stream of chat completion chunks (facts/protocols 4.1).
///
/// The role comes first for each answer, then deltas, a chunk with the finish reason, the usage if
/// the client asked for it (and then `usage: null` on all others, PT-10), and `[DONE]`.
struct ChatStreamWriter: TranslationStreamWriter {
    private struct Block {
        let choice: Int
        let kind: StreamBlock.Kind
        /// The call's place among the calls of its answer (PT-16).
        var tool: Int64 = 0
        var hasInput = false
        /// Where it begins in the answer's text, and how long it is, in characters.
        var start = 0
        var characters = 0
        /// They are told at its end, when it is known what all of it is.
        var citations: [Citation] = []
    }

    /// How many entries of its lists an answer has so far: those who gather a stream tell them apart by `index`.
    private struct Listed {
        var pictures: Int64 = 0
        var sources: Int64 = 0
        var proofs: Int64 = 0

        /// Counts one more.
        ///
        /// - Returns: Its place.
        mutating func take(_ list: WritableKeyPath<Listed, Int64>) -> Int64 {
            defer { self[keyPath: list] += 1 }
            return self[keyPath: list]
        }
    }

    private let context: ReplyContext
    private var listed: [Int: Listed] = [:]
    private var head: [UInt8] = []
    private var blocks: [Int: Block] = [:]
    private var begun: Set<Int> = []
    private var tools: [Int: Int64] = [:]
    private var refusing: Set<Int> = []
    /// The characters of the texts of each answer that are over.
    private var characters: [Int: Int] = [:]
    /// A call without arguments that is over: the last one may have been cut (PT-20).
    private var emptyCall: Block?
    private var usage: ReportedUsage?
    private var isOver = false

    init(context: ReplyContext) { self.context = context }

    mutating func write(_ event: StreamEvent, into bytes: inout [UInt8]) {
        guard !isOver else { return }
        switch event {
        case .start(let start):
            guard head.isEmpty else { return }
            head = makeHead(start)
            begin(0, into: &bytes)
        case .blockStart(let key, let block): open(key, block, into: &bytes)
        case .blockDelta(let key, let text): writeDelta(key, text, into: &bytes)
        case .blockBreak(let key):
            if blocks[key] != nil { writeDelta(key, "\n\n", into: &bytes) }
        case .blockOpaque(let key, let proof): writeProof(key, proof, into: &bytes)
        case .annotation(let key, let citation):
            blocks[key]?.citations.append(citation)
        case .blockStop(let key): close(key, into: &bytes)
        case .logprobs(let choice, let logprobs):
            if context.wantsLogprobs {
                chunk(choice, logprobs: logprobs, into: &bytes) { _ in }
            }
        case .usage(let usage, _): self.usage = usage
        case .stop(let choice, let reason, _):
            begin(choice, into: &bytes)
            if reason.isCut, emptyCall?.choice == choice { emptyCall = nil }
            closeEmptyCall(into: &bytes)
            let word = ChatStopForm.word(reason, hasRefusal: refusing.contains(choice))
            chunk(choice, finish: word, into: &bytes) { _ in }
        case .error(let fault):
            isOver = true
            bytes += ChatFaults.streamEnd(fault)
        case .end:
            isOver = true
            writeUsage(into: &bytes)
            bytes.append(contentsOf: "data: [DONE]\n\n".utf8)
        case .keepalive: break
        }
    }

    private mutating func open(_ key: Int, _ block: StreamBlock, into bytes: inout [UInt8]) {
        closeEmptyCall(into: &bytes)
        begin(block.choice, into: &bytes)
        var entry = Block(choice: block.choice, kind: block.kind)
        entry.start = characters[block.choice, default: 0]
        if case .refusal = block.kind { refusing.insert(block.choice) }
        if case .tool(let call) = block.kind {
            entry.tool = tools[block.choice, default: 0]
            tools[block.choice] = entry.tool + 1
            chunk(block.choice, into: &bytes) { delta in
                delta.beginArray("tool_calls")
                delta.beginObject()
                delta.member("index", entry.tool)
                delta.member("id", call.id)
                let isFunction = call.kind == .function
                delta.member("type", isFunction ? "function" : "custom")
                delta.beginObject(isFunction ? "function" : "custom")
                delta.member("name", call.name)
                delta.member(isFunction ? "arguments" : "input", "")
                delta.endObject()
                if let proof = block.proof { ChatReasoningForm.writeCallProof(proof, to: &delta) }
                delta.endObject()
                delta.endArray()
            }
        }
        if case .hosted(let item) = block.kind, let url = ChatPictureForm.url(item) {
            let index = listed[block.choice, default: Listed()].take(\.pictures)
            chunk(block.choice, into: &bytes) { ChatPictureForm.write([url], at: index, to: &$0) }
        }
        blocks[key] = entry
    }

    private mutating func writeDelta(_ key: Int, _ text: String, into bytes: inout [UInt8]) {
        guard let block = blocks[key] else { return }
        write(text, of: block, key, into: &bytes)
    }

    private mutating func write(
        _ text: String, of block: Block, _ key: Int, into bytes: inout [UInt8]
    ) {
        switch block.kind {
        case .text:
            blocks[key]?.characters += text.unicodeScalars.count
            chunk(block.choice, into: &bytes) { $0.member("content", text) }
        case .reasoning: chunk(block.choice, into: &bytes) { $0.member("reasoning_content", text) }
        case .refusal: chunk(block.choice, into: &bytes) { $0.member("refusal", text) }
        case .tool(let call):
            blocks[key]?.hasInput = true
            chunk(block.choice, into: &bytes) { delta in
                delta.beginArray("tool_calls")
                delta.beginObject()
                delta.member("index", block.tool)
                let isFunction = call.kind == .function
                delta.beginObject(isFunction ? "function" : "custom")
                delta.member(isFunction ? "arguments" : "input", text)
                delta.endObject()
                delta.endObject()
                delta.endArray()
            }
        case .hosted: break
        }
    }

    private mutating func writeProof(
        _ key: Int, _ proof: OpaqueProof, into bytes: inout [UInt8]
    ) {
        guard let block = blocks[key] else { return }
        switch block.kind {
        case .reasoning, .text:
            let index = listed[block.choice, default: Listed()].take(\.proofs)
            chunk(block.choice, into: &bytes) { delta in
                ChatReasoningForm.write(proof, at: index, to: &delta)
            }
        case .tool:
            chunk(block.choice, into: &bytes) { delta in
                delta.beginArray("tool_calls")
                delta.beginObject()
                delta.member("index", block.tool)
                ChatReasoningForm.writeCallProof(proof, to: &delta)
                delta.endObject()
                delta.endArray()
            }
        case .refusal, .hosted: break
        }
    }

    private mutating func close(_ key: Int, into bytes: inout [UInt8]) {
        guard let block = blocks.removeValue(forKey: key) else { return }
        switch block.kind {
        case .tool(let call):
            if !block.hasInput, call.kind == .function {
                closeEmptyCall(into: &bytes)
                emptyCall = block
            }
        case .text:
            let place = block.start..<block.start + block.characters
            characters[block.choice] = place.upperBound
            for citation in block.citations {
                let index = listed[block.choice, default: Listed()].sources
                guard let json = ChatCitationForm.json(citation, in: place, at: index) else {
                    continue
                }
                listed[block.choice, default: Listed()].sources += 1
                chunk(block.choice, into: &bytes) { delta in
                    delta.beginArray("annotations")
                    delta.raw(json)
                    delta.endArray()
                }
            }
        case .reasoning, .refusal, .hosted: break
        }
    }

    /// A call without arguments has the arguments `{}` (PT-23).
    private mutating func closeEmptyCall(into bytes: inout [UInt8]) {
        guard let block = emptyCall else { return }
        emptyCall = nil
        write("{}", of: block, -1, into: &bytes)
    }

    /// The first chunk of an answer.
    private mutating func begin(_ choice: Int, into bytes: inout [UInt8]) {
        guard begun.insert(choice).inserted else { return }
        chunk(choice, into: &bytes) { delta in
            delta.member("role", "assistant")
            delta.member("content", "")
            delta.nullMember("refusal")
        }
    }

    private func writeUsage(into bytes: inout [UInt8]) {
        guard context.wantsStreamUsage, let usage else { return }
        var json = JSONWriter()
        ChatUsageForm.write(usage, to: &json)
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: head)
        bytes.append(contentsOf: #""choices":[],"usage":"#.utf8)
        bytes.append(contentsOf: json.bytes)
        bytes.append(contentsOf: "}\n\n".utf8)
    }

    private func chunk(
        _ choice: Int, logprobs: [UInt8]? = nil, finish: String? = nil, into bytes: inout [UInt8],
        _ write: (inout JSONWriter) -> Void
    ) {
        var json = JSONWriter(reservingBytes: 96)
        json.beginObject()
        json.member("index", Int64(choice))
        json.beginObject("delta")
        write(&json)
        json.endObject()
        json.key("logprobs")
        if let logprobs { json.raw(logprobs) } else { json.null() }
        json.key("finish_reason")
        if let finish { json.string(finish) } else { json.null() }
        json.endObject()
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: head)
        bytes.append(contentsOf: #""choices":["#.utf8)
        bytes.append(contentsOf: json.bytes)
        bytes.append(contentsOf: (context.wantsStreamUsage ? #"],"usage":null}"# : "]}").utf8)
        bytes.append(contentsOf: "\n\n".utf8)
    }

    /// What all chunks begin with: `{"id":…,"object":…,"created":…,"model":…,`.
    private func makeHead(_ start: StreamStart) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", "chatcmpl-\(context.seed)")
        json.member("object", "chat.completion.chunk")
        json.member("created", start.createdSeconds ?? context.createdSeconds)
        json.member("model", start.model ?? context.model)
        json.member("service_tier", ifAny: ChatTierForm.word(start.tier))
        return json.bytes + [UInt8(ascii: ",")]
    }
}
