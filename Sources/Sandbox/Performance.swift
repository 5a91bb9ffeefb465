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
        switch prompt.script.fault {
        case .html:
            return Reply(
                status: 200, headers: [("content-type", "text/html; charset=utf-8")],
                body: .bytes(
                    Array("<!doctype html><title>Welcome</title><p>Please sign in.</p>\n".utf8)))
        case .redirect:
            return Reply(
                status: 307, headers: [("location", "/redirected")], body: .bytes([]))
        default:
            return prompt.isStream ? stream : whole
        }
    }

    /// Whether any of the answer is given.
    var servesAnswer: Bool {
        switch script.fault {
        case .html, .redirect: false
        case .errorInStream: prompt.isStream
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
        return Reply(
            status: 200,
            headers: [
                ("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"),
            ],
            body: .made(body, length: nil))
    }

    private var whole: Reply {
        var reply = Reply.json([])
        switch script.fault {
        case .endless:
            reply.body = .made(LongBody(writer, giantBytes: nil), length: nil)
        case .giantLine:
            let body = LongBody(writer, giantBytes: script.size ?? GiantLine.bytesDefault)
            reply.body = .made(body, length: body.length)
        case .cut, .reset:
            let bytes = wholeBytes
            let body = CutBody(
                ReadyBody(bytes, outputTokens: writer.answer.usage.outputTokens),
                after: min(script.after ?? bytes.count / 2, bytes.count - 1),
                isReset: script.fault == .reset)
            reply.body = .made(body, length: bytes.count)
        case .stall:
            let bytes = wholeBytes
            reply.body = .made(StalledBody(bytes, after: script.after ?? 0), length: bytes.count)
        case .errorInStream:
            let refusal = Refusal(status: 529, message: "Overloaded")
            reply.body = .bytes(
                ErrorEnvelope.body(refusal, dialect: prompt.dialect, requestID: ""))
        default:
            reply.body = .bytes(wholeBytes)
        }
        return reply
    }

    private var wholeBytes: [UInt8] {
        let answer = writer.answer
        let frame = writer.wholeFrame(hasText: (answer.text?.count ?? 0) > 0)
        return frame.head + (answer.text.map(answer.escaped) ?? []) + frame.tail
    }
}
