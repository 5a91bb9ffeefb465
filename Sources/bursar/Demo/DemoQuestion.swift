import Keyring
import Translation
import Transport
import Vault
import Vocabulary
import Wire

/// One question, as an application that speaks one dialect asks it and reads the answer.
struct DemoQuestion {
    /// What the application speaks.
    let dialect: Dialect
    let model: String
    let isStream: Bool

    /// What came back.
    struct Answer: Sendable {
        let status: Int
        /// The call's id.
        let call: String?
        /// The text of the answer; empty where there is none.
        var words = ""
        /// Events of a stream.
        var events = 0
    }

    /// Asks, and reads the answer to its end.
    ///
    /// - Throws: When nothing answers, or what answers isn't of the dialect.
    func ask(_ gateway: String, token: String, over transport: Transport) async throws -> Answer {
        let written = try written()
        var request = TransportRequest(method: "POST", url: gateway + path)
        request.headers = [
            (name: "content-type", value: "application/json"),
            (name: "anthropic-version", value: "2023-06-01"),
        ]
        let style = CredentialStyle(of: dialect)
        request.secretHeader = SecretHeader(
            name: style.headerName, prefix: style.prefix,
            secret: try Secret(copying: Array(token.utf8)))
        request.body = written.body
        request.allowHTTP = true
        request.addressRule = .thisHostOnly
        let reply = try await transport.send(request)
        var answer = Answer(status: reply.status, call: reply.header("bursar-call"))
        guard reply.status == 200 else {
            while try await reply.body.next() != nil {}
            return answer
        }
        if isStream {
            try await gather(reply.body, written.context, into: &answer)
        } else {
            var bytes: [UInt8] = []
            while let part = try await reply.body.next() { bytes += part }
            let whole = try Dialects.rules(for: dialect).reply(
                try JSONDocument(parsing: bytes), context: written.context)
            answer.words = whole.choices.first?.parts.compactMap(\.text).joined() ?? ""
        }
        return answer
    }

    private func gather(
        _ body: TransportBody, _ context: ReplyContext, into answer: inout Answer
    ) async throws {
        var lines = ServerSentEventReader()
        var reader = Dialects.rules(for: dialect).streamReader(context: context)
        var steps: [StreamEvent] = []
        while let part = try await body.next() {
            try lines.push(part)
            while let event = lines.next() {
                answer.events += event.hasData ? 1 : 0
                reader.read(event, into: &steps)
            }
        }
        reader.finish(into: &steps)
        for case .blockDelta(_, let text) in steps { answer.words += text }
        for case .error(let fault) in steps { throw CommandFailure(fault.message) }
    }

    private var path: String {
        switch dialect {
        case .openAIChat: "/v1/chat/completions"
        case .openAIResponses: "/v1/responses"
        case .anthropic: "/v1/messages"
        case .gemini:
            "/v1beta/models/\(model):"
                + (isStream ? "streamGenerateContent?alt=sse" : "generateContent")
        }
    }

    private func written() throws(TranslationFault) -> TranslatedRequest {
        var conversation = Conversation(source: dialect, model: model)
        conversation.system = [SystemBlock("You are terse.")]
        conversation.turns = [Turn(.user, [.text("What does a bursar do?")])]
        conversation.outputTokensMax = 512
        conversation.stream.isOn = isStream
        return try Dialects.rules(for: dialect).request(
            conversation,
            to: TranslationTarget(
                dialect: dialect, model: model, traits: ModelTraits(dialect: dialect),
                seed: "demo", nowSeconds: 0))
    }
}
