import Vocabulary

/// Chooses how an answer's body is given: as events or in one piece, with the fault that the script
/// asks for.
struct Performance {
    /// Puts the answer into bytes.
    let writer: any DialectWriter
    /// What was asked.
    let prompt: Prompt

    /// The reply without the headers and the call that the provider adds.
    var reply: Reply {
        if let instead = PlainPerformance.reply(instead: script) { return instead }
        return prompt.isStream ? stream : whole
    }

    /// Whether any of the answer is given.
    var servesAnswer: Bool {
        switch script.fault {
        case .html, .redirect: false
        case .errorInStream, .bareError, .failed: prompt.isStream
        default: true
        }
    }

    private var script: ModelScript { prompt.script }

    private var stream: Reply {
        var body: any BodySource = StreamBody(writer, script: script)
        if script.fault == .cut || script.fault == .reset {
            body = CutBody(
                body, after: script.after ?? CutBody.streamBytesDefault,
                isReset: script.fault == .reset)
        }
        guard !prompt.isArray else {
            var reply = Reply.json([])
            reply.body = .made(body, length: nil)
            return reply
        }
        let type = prompt.dialect == .gemini ? "" : "; charset=utf-8"
        return Reply(
            status: 200,
            headers: [("content-type", "text/event-stream\(type)"), ("cache-control", "no-cache")],
            body: .made(body, length: nil))
    }

    private var whole: Reply {
        let refusal = Refusal(status: 529, message: "Overloaded")
        switch script.fault {
        case .endless:
            var reply = Reply.json([])
            reply.body = .made(LongBody(writer, giantBytes: nil), length: nil)
            return reply
        case .giantLine:
            var reply = Reply.json([])
            let body = LongBody(writer, giantBytes: script.size ?? GiantLine.bytesDefault)
            reply.body = .made(body, length: body.length)
            return reply
        case .errorInStream:
            return .json(ErrorEnvelope.body(refusal, dialect: prompt.dialect, requestID: ""))
        case .bareError: return .json(ErrorEnvelope.lines(refusal, dialect: prompt.dialect))
        case .failed: return .json(writer.wholeFailure(refusal))
        default:
            return PlainPerformance.reply(
                wholeBytes, script: script, outputTokens: writer.answer.usage.outputTokens)
        }
    }

    /// The bytes of the answer in one piece.
    var wholeBytes: [UInt8] {
        let answer = writer.answer
        let frame = writer.wholeFrame(hasText: (answer.text?.count ?? 0) > 0)
        return frame.head + (answer.text.map(answer.escaped) ?? []) + frame.tail
    }
}

/// Gives a body that is ready, with the faults that any body may have.
enum PlainPerformance {
    /// The reply that comes in place of any answer; `nil` when the script wants none.
    static func reply(instead script: ModelScript) -> Reply? {
        switch script.fault {
        case .html:
            Reply(
                status: 200, headers: [("content-type", "text/html; charset=utf-8")],
                body: .bytes(
                    Array("<!doctype html><title>Welcome</title><p>Please sign in.</p>\n".utf8)))
        case .redirect:
            Reply(status: 307, headers: [("location", "/redirected")], body: .bytes([]))
        default: nil
        }
    }

    /// The reply with a body.
    ///
    /// - Parameter outputTokens: What is counted once the body is given.
    static func reply(_ bytes: [UInt8], script: ModelScript, outputTokens: Int64) -> Reply {
        var reply = Reply.json([])
        switch script.fault {
        case .cut, .reset:
            let body = CutBody(
                ReadyBody(bytes, outputTokens: outputTokens),
                after: min(script.after ?? bytes.count / 2, bytes.count - 1),
                isReset: script.fault == .reset)
            reply.body = .made(body, length: bytes.count)
        case .stall:
            reply.body = .made(StalledBody(bytes, after: script.after ?? 0), length: bytes.count)
        default: reply.body = .bytes(bytes)
        }
        return reply
    }
}
