import Testing
import Vocabulary
import Wire

@testable import Gateway

@Suite struct `A fault` {
    @Test(arguments: RoadFault.Code.allCases)
    func `is told in each protocol's envelope`(code: RoadFault.Code) throws {
        let fault = RoadFault(code, .bursar, "Say \"why\".", retryAfterSeconds: 3)
        let call = Identifier(at: Timestamp(milliseconds: 1))
        let chat = ChatFaults.reply(to: fault, call: call)
        let chatBody = try JSONDocument(parsing: chat.body).root
        #expect(chatBody["error"]?["message"]?.string == "Say \"why\".")
        #expect(chatBody["error"]?["type"]?.kind == .string)
        #expect(chatBody["error"]?["code"]?.kind == .string)
        let messages = MessagesFaults.reply(to: fault, call: call)
        let messagesBody = try JSONDocument(parsing: messages.body).root
        #expect(messagesBody["type"]?.string == "error")
        #expect(messagesBody["error"]?["message"]?.string == "Say \"why\".")
        #expect(messagesBody["request_id"]?.string == call.description)
        for reply in [chat, messages] {
            #expect((400..<600).contains(reply.head.status))
            #expect(reply.head.fields.contains { $0 == ("bursar-call", call.description) })
            #expect(reply.head.fields.contains { $0 == ("retry-after", "3") })
            #expect(
                reply.head.fields.contains { $0 == ("x-should-retry", "false") } == !fault.mayRetry)
        }
    }

    @Test(arguments: [
        (RoadFault.Code.credentialInvalid, 401, 401), (.policyViolation, 403, 403),
        (.unpriced, 403, 403), (.modelUnknown, 404, 404), (.upstreamRateLimited, 429, 429),
        (.upstreamRefusedKey, 502, 502), (.upstreamMalformed, 502, 502),
        (.upstreamFailed, 503, 529),
        (.upstreamTimeout, 503, 529), (.noKey, 503, 529), (.ledgerUnwritable, 503, 503),
        (.requestTooLarge, 413, 413), (.unsupportedEncoding, 415, 415),
        (.headersTooLarge, 431, 431),
    ])
    func `has the status that was promised`(code: RoadFault.Code, chat: Int, messages: Int) {
        let fault = RoadFault(code, .bursar, "x")
        #expect(ChatFaults.reply(to: fault, call: nil).head.status == chat)
        #expect(MessagesFaults.reply(to: fault, call: nil).head.status == messages)
    }

    @Test(arguments: Dialect.allCases, RoadFault.Code.allCases)
    func `is told in the words of the client's dialect, a refused key never as 401 (PT-74)`(
        dialect: Dialect, code: RoadFault.Code
    ) throws {
        let fault = RoadFault(code, .upstream, "Say why.")
        let reply = dialect.faults.reply(to: fault, call: nil)
        let isCredential = code == .credentialMissing || code == .credentialInvalid
        #expect((reply.head.status == 401) == isCredential)
        let error = try JSONDocument(parsing: reply.body).root["error"]
        #expect(error?["message"]?.string == "Say why.")
        #expect(error?[dialect == .gemini ? "status" : "type"]?.string?.isEmpty == false)
        if dialect == .gemini { #expect(error?["code"]?.int64 == Int64(reply.head.status)) }
        let end = String(
            decoding: dialect.faults.streamEnd(
                fault, call: Identifier(at: Timestamp(milliseconds: 1))),
            as: UTF8.self)
        #expect(end.hasSuffix("\n\n") && !end.contains("[DONE]"))
        #expect(
            end.hasPrefix("event: error\n")
                == (dialect == .anthropic || dialect == .openAIResponses))
    }
}
