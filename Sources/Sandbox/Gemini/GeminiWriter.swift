import NIOCore
import Vocabulary
import Wire

/// Writes Gemini's answers: one object, a stream of events with CR LF, or one JSON array.
struct GeminiWriter: DialectWriter {
    let dialect = Dialect.gemini
    let answer: Answer
    /// There is no event for the end; the reason why it ended is the last thing told.
    let terminal = AnswerBeat.finish
    private let isArray: Bool
    private let givesCallIDs: Bool
    /// The members that follow the usage.
    private let identity: String
    private let choices: [Answer]

    /// A writer of an answer to a prompt.
    init(_ answer: Answer, to prompt: Prompt) {
        self.answer = answer
        isArray = prompt.isStream && prompt.isArray
        givesCallIDs = prompt.script.givesCallIDs
        let model = String(decoding: JSONText.quoted(answer.model), as: UTF8.self)
        choices = (0..<answer.choiceCount).map(answer.choice)
        identity = "\"modelVersion\":\(model),\"responseId\":\"\(answer.digits)\""
    }

    // MARK: Streams

    func eventCount(of beat: AnswerBeat) -> Int {
        switch beat {
        case .finish where answer.stop == .blocked: 1
        case .piece(.thinking, _, _), .piece(.text, _, _), .finish: choices.count
        case .blockStop(.tool(let index), _):
            answer.toolCalls[index].isCut ? 0 : choices.count
        case .end: isArray ? 1 : 0
        case .start, .blockStart, .ping, .piece, .blockStop, .usage: 0
        }
    }

    func write(
        _ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
        switch beat {
        case .piece(.text, _, let index):
            let frame = textFrame(event, at: place)
            buffer.writeBytes(frame.head)
            buffer.writeBytes(choices[event].pieces(of: .text).piece(index))
            buffer.writeBytes(frame.tail)
        case .piece(.thinking, _, let index):
            let piece = String(
                decoding: choices[event].pieces(of: .thinking).piece(index), as: UTF8.self)
            write(
                candidate("{\"text\":\"\(piece)\",\"thought\":true}", event), at: place,
                into: &buffer)
        case .blockStop(.tool(let index), _):
            write(candidate(call(index, of: event), event), at: place, into: &buffer)
        case .finish:
            write(ending(event), at: place, into: &buffer)
        case .end:
            buffer.writeStaticString("]")
        case .start, .blockStart, .ping, .piece, .blockStop, .usage: break
        }
    }

    func textFrame(at place: EventPlace) -> JSONFrame { textFrame(0, at: place) }

    private func textFrame(_ choice: Int, at place: EventPlace) -> JSONFrame {
        let mark = "{\"text\":\""
        let head = start(at: place) + Self.candidateHead + mark
        let tail = "\"}" + Self.candidateTail(choice) + members(place.outputTokens) + stop
        return JSONFrame(head: Array(head.utf8), tail: Array(tail.utf8))
    }

    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        buffer.writeString(start(at: place))
        buffer.writeBytes(ErrorEnvelope.body(refusal, dialect: .gemini, requestID: ""))
        buffer.writeString(isArray ? "]" : stop)
    }

    /// What stands before an object of the stream.
    private func start(at place: EventPlace) -> String {
        guard isArray else { return "data: " }
        return place.number == 0 ? "[" : ",\r\n"
    }

    /// What stands after it.
    private var stop: String { isArray ? "" : "\r\n\r\n" }

    private func write(
        _ candidates: String, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
        buffer.writeString(start(at: place))
        buffer.writeString(candidates)
        buffer.writeString(members(place.outputTokens))
        buffer.writeString(stop)
    }

    // MARK: Candidates

    private static let candidateHead = "{\"candidates\":[{\"content\":{\"parts\":["
    private static func candidateTail(_ choice: Int) -> String {
        "],\"role\":\"model\"},\"index\":\(choice)}],"
    }

    private func candidate(_ parts: String, _ choice: Int) -> String {
        Self.candidateHead + parts + Self.candidateTail(choice)
    }

    /// The last object of a choice in a stream, up to its usage.
    private func ending(_ choice: Int) -> String {
        if answer.stop == .blocked { return Self.feedback }
        // A model that has said nothing has no parts at all.
        let hasSaid = answer.thinking != nil || answer.text != nil || !answer.toolCalls.isEmpty
        let signature = answer.toolCalls.isEmpty ? self.signature(GeminiPart.sealedText) : ""
        let parts = hasSaid ? "\"parts\":[{\"text\":\"\"\(signature)}]," : ""
        return "{\"candidates\":[{\"content\":{\(parts)\"role\":\"model\"},\(finish),"
            + "\"index\":\(choice)}],"
    }

    private static let ratings =
        "[{\"category\":\"HARM_CATEGORY_DANGEROUS_CONTENT\",\"probability\":\"HIGH\","
        + "\"blocked\":true}]"
    private static let feedback =
        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\",\"safetyRatings\":\(ratings)},"

    private var finish: String {
        switch answer.stop {
        case .natural, .toolCall, .stopSequence: "\"finishReason\":\"STOP\""
        case .outputLimit: "\"finishReason\":\"MAX_TOKENS\""
        case .refused, .filtered, .blocked:
            "\"finishReason\":\"SAFETY\",\"safetyRatings\":\(Self.ratings)"
        }
    }

    /// A call as a part; the first one carries the signature of the thinking before it.
    private func call(_ index: Int, of choice: Int) -> String {
        let call = answer.toolCalls[index]
        let name = String(decoding: JSONText.quoted(call.name), as: UTF8.self)
        let id = givesCallIDs ? "\"id\":\"\(answer.digits)\(choice)\(index)\"," : ""
        let arguments = String(decoding: call.arguments, as: UTF8.self)
        let signature = index == 0 ? self.signature(GeminiPart.sealed(call: call.name)) : ""
        return "{\"functionCall\":{\(id)\"name\":\(name),\"args\":\(arguments)}\(signature)}"
    }

    /// The member with the signature of a part; empty for a model that hasn't thought.
    private func signature(_ sealed: String) -> String {
        guard answer.usage.reasoning > 0 else { return "" }
        return ",\"thoughtSignature\":\"\(Seal(.thought, content: sealed).text)\""
    }

    // MARK: Usage

    /// The members that follow the candidates, and the end of the object.
    private func members(_ outputTokens: Int64) -> String {
        guard answer.showsUsage else { return "\(identity)}" }
        let usage = answer.usage
        let thoughts = min(usage.reasoning, outputTokens)
        let candidates = outputTokens - thoughts
        let prompt = usage.inputTokens - answer.toolUseTokens
        let total = usage.inputTokens + outputTokens
        var counts = "\"promptTokenCount\":\(prompt)"
        // What is zero isn't said.
        for (name, count) in [
            ("candidatesTokenCount", candidates), ("totalTokenCount", total),
            ("cachedContentTokenCount", usage.cacheRead), ("thoughtsTokenCount", thoughts),
            ("toolUsePromptTokenCount", answer.toolUseTokens),
        ] where count > 0 {
            counts += ",\"\(name)\":\(count)"
        }
        counts += ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":\(prompt)}]"
        return "\"usageMetadata\":{\(counts)},\(identity)}"
    }

    // MARK: Whole answers

    func wholeFrame(hasText: Bool) -> JSONFrame {
        let members = self.members(answer.usage.outputTokens)
        if answer.stop == .blocked {
            return JSONFrame(head: Array((Self.feedback + members).utf8), tail: [])
        }
        let first = wholeCandidate(0, hasText: hasText)
        var tail = first.tail
        for choice in choices.indices.dropFirst() {
            let text = hasText ? choices[choice].text : nil
            let frame = wholeCandidate(choice, hasText: text != nil)
            tail += Array(",".utf8) + frame.head + (text.map(answer.escaped) ?? []) + frame.tail
        }
        return JSONFrame(
            head: Array("{\"candidates\":[".utf8) + first.head,
            tail: tail + Array("],\(members)".utf8))
    }

    private func wholeCandidate(_ choice: Int, hasText: Bool) -> JSONFrame {
        var before: [String] = []
        if let thinking = choices[choice].thinking, thinking.count > 0 {
            let text = String(decoding: answer.escaped(thinking), as: UTF8.self)
            before.append("{\"text\":\"\(text)\",\"thought\":true}")
        }
        let calls = answer.toolCalls.indices.filter { !answer.toolCalls[$0].isCut }
            .map { call($0, of: choice) }
        if hasText { before.append("{\"text\":\"") }
        var head = "{\"content\":{"
        var tail = ""
        if hasText {
            let signature =
                answer.toolCalls.isEmpty ? self.signature(GeminiPart.sealedText) : ""
            head += "\"parts\":[" + before.joined(separator: ",")
            tail += (["\"\(signature)}"] + calls).joined(separator: ",") + "],"
        } else if !before.isEmpty || !calls.isEmpty {
            tail += "\"parts\":[" + (before + calls).joined(separator: ",") + "],"
        }
        tail += "\"role\":\"model\"},\(finish),\"index\":\(choice)}"
        return JSONFrame(head: Array(head.utf8), tail: Array(tail.utf8))
    }
}
