import NIOHTTP1
import Vocabulary
import Wire

/// Answers requests: everything about the sandbox but the sockets.
struct Provider: Sendable {
    /// The calls it counts.
    let book: CallBook
    /// The responses it keeps.
    let store = ResponseStore()
    private let last = LastRequest()

    /// A provider that counts in a book.
    init(book: CallBook) { self.book = book }

    /// The answer to a request.
    func reply(to request: IncomingRequest) -> Reply {
        if request.path == "/sandbox" || request.path.hasPrefix("/sandbox/") {
            return SandboxDoor(book: book, last: last).reply(to: request)
        }
        last.keep(request)
        let dialect = Self.dialect(of: request)
        do throws(Refusal) {
            return try provided(request, dialect)
        } catch {
            book.reject()
            return refused(error, dialect, request, requestID: "req_sandboxrejected")
        }
    }

    /// What a client speaks: the path says so, or the header of those who ask for models.
    private static func dialect(of request: IncomingRequest) -> Dialect {
        let path = request.path
        if path.hasPrefix("/v1/responses") { return .openAIResponses }
        if path.hasPrefix("/v1/messages") { return .anthropic }
        if path.hasPrefix("/v1beta/") { return .gemini }
        guard path == "/v1/models" || path.hasPrefix("/v1/models/") else { return .openAIChat }
        if request.headers.contains(name: "anthropic-version") { return .anthropic }
        let isGoogles =
            request.method == "POST" || request.headers.contains(name: "x-goog-api-key")
            || request.value("key") != nil
        return isGoogles ? .gemini : .openAIChat
    }

    // MARK: Paths

    private func provided(_ request: IncomingRequest, _ dialect: Dialect) throws(Refusal) -> Reply {
        let credential = try Self.credential(of: request, dialect)
        guard request.body.count <= Connection.bodyBytesMax else {
            throw Refusal(status: 413, message: "The request is larger than 32 MiB.")
        }
        if dialect == .gemini {
            return try GeminiDoor(provider: self, credential: credential).reply(to: request)
        }
        if dialect == .openAIResponses {
            return try ResponsesDoor(provider: self, credential: credential).reply(to: request)
        }
        switch (request.method, request.path) {
        case ("POST", "/v1/chat/completions"):
            let prompt = try ChatRequest.prompt(from: Self.document(request.body).root)
            return answered(prompt, request, credential) {
                ChatWriter(
                    $0, wantsUsageChunk: prompt.wantsUsageChunk, like: prompt.script.server)
            }
        case ("POST", "/v1/messages"):
            let prompt = try MessagesRequest.prompt(from: Self.document(request.body).root)
            return answered(prompt, request, credential) { MessagesWriter($0, to: prompt) }
        case ("POST", "/v1/messages/count_tokens"):
            let root = try Self.document(request.body).root
            let prompt = try MessagesRequest.prompt(from: root, isCount: true)
            let count = try Self.count(of: prompt)
            return .json(Array("{\"input_tokens\":\(count)}".utf8))
        case ("POST", "/v1/embeddings"):
            let embedding = try EmbeddingRequest(openAI: Self.document(request.body).root)
            return embedded(embedding, request, credential)
        case ("GET", "/v1/models"):
            return .json(ModelList.list(dialect))
        case ("GET", let path) where path.hasPrefix("/v1/models/"):
            let name = PercentText.decoded(path.dropFirst("/v1/models/".count))
            guard (try? ModelScript(parsing: name)) != nil else {  // whatever is wrong with it
                throw .unknownModel(name)
            }
            return .json(ModelList.model(name, dialect))
        default: throw Self.nothing(at: request)
        }
    }

    private static func credential(
        of request: IncomingRequest, _ dialect: Dialect
    ) throws(Refusal) -> Credential {
        guard let credential = request.credential else {
            guard dialect == .gemini else { throw .wrongCredential }
            throw Refusal(
                status: 403,
                message: "Method doesn't allow unregistered callers (callers without established "
                    + "identity). Please use API Key or other form of API consumer identity to "
                    + "call this API.")
        }
        if credential.isUnknown, dialect == .gemini {
            throw .invalid(
                "API key not valid. Please pass a valid API key.", code: "API_KEY_INVALID")
        }
        if credential.isUnknown || credential.isRevoked { throw .wrongCredential }
        return credential
    }

    /// The refusal of a path that leads nowhere.
    static func nothing(at request: IncomingRequest) -> Refusal {
        Refusal(
            status: 404,
            message: "The sandbox has nothing at \(request.method) \(request.path).")
    }

    /// The JSON of a body.
    static func document(_ body: [UInt8]) throws(Refusal) -> JSONDocument {
        do throws(JSONFault) {
            return try JSONDocument(parsing: body)
        } catch {
            throw .invalid("We could not parse the JSON body of your request: \(error)")
        }
    }

    /// The input tokens of a prompt that is only counted.
    static func count(of prompt: Prompt) throws(Refusal) -> Int64 {
        if case .status(let status) = prompt.script.fault { throw .scripted(status, prompt) }
        return AnswerPlan.inputTokens(of: prompt)
    }

    // MARK: Calls

    /// Answers a prompt as its script wants it, and writes the call down.
    ///
    /// - Parameters:
    ///   - adjust: Changes the answer before it is written.
    ///   - writer: Puts it into the dialect's words.
    func answered(
        _ prompt: Prompt, _ request: IncomingRequest, _ credential: Credential,
        adjust: (inout Answer) -> Void = { _ in }, writer: (Answer) -> any DialectWriter
    ) -> Reply {
        if let status = prompt.script.status ?? credential.fault {
            return scripted(status, prompt, request, credential)
        }
        var answer = AnswerPlan.answer(to: prompt)
        adjust(&answer)
        let performance = Performance(writer: writer(answer), prompt: prompt)
        let served = performance.servesAnswer ? answer.usage : TokenUsage()
        return called(
            performance.reply, prompt, request, credential, usage: served,
            isRefusal: !performance.servesAnswer)
    }

    /// Answers with vectors as the script wants it, and writes the call down.
    func embedded(
        _ embedding: EmbeddingRequest, _ request: IncomingRequest, _ credential: Credential
    ) -> Reply {
        let script = embedding.prompt.script
        if let status = script.status ?? credential.fault {
            return scripted(status, embedding.prompt, request, credential)
        }
        let refusal = Refusal(status: 529, message: "Overloaded")
        let dialect = embedding.prompt.dialect
        var reply = PlainPerformance.reply(instead: script)
        if script.fault == .errorInStream || script.fault == .failed {
            reply = .json(ErrorEnvelope.body(refusal, dialect: dialect, requestID: ""))
        } else if script.fault == .bareError {
            reply = .json(ErrorEnvelope.lines(refusal, dialect: dialect))
        }
        let isRefusal = reply != nil
        return called(
            reply
                ?? PlainPerformance.reply(
                    EmbeddingAnswer.body(embedding), script: script, outputTokens: 0),
            embedding.prompt, request, credential,
            usage: isRefusal ? TokenUsage() : EmbeddingAnswer.usage(embedding),
            isRefusal: isRefusal)
    }

    private func scripted(
        _ status: Int, _ prompt: Prompt, _ request: IncomingRequest, _ credential: Credential
    ) -> Reply {
        let number = begin(prompt, request, credential, status: status, TokenUsage())
        var reply = refused(
            .scripted(status, prompt), prompt.dialect, request,
            requestID: CallRecord.requestID(number))
        reply.call = CallTicket(
            number: number, outputTokens: 0, reasoningTokens: 0, isRefusal: true)
        reply.waitMilliseconds = prompt.script.waitMilliseconds
        return reply
    }

    /// A reply with its headers and its pace, written down as a call.
    private func called(
        _ plain: Reply, _ prompt: Prompt, _ request: IncomingRequest, _ credential: Credential,
        usage: TokenUsage, isRefusal: Bool
    ) -> Reply {
        var reply = plain
        let number = begin(
            prompt, request, credential, status: reply.status, usage.withoutOutput)
        reply.headers += ProviderHeaders.all(
            prompt.dialect, requestID: CallRecord.requestID(number))
        reply.call = CallTicket(
            number: number, outputTokens: usage.outputTokens, reasoningTokens: usage.reasoning,
            isRefusal: isRefusal)
        reply.waitMilliseconds = prompt.script.waitMilliseconds
        reply.paceMilliseconds = prompt.script.paceMilliseconds
        reply.burst = prompt.script.burst
        return reply
    }

    private func begin(
        _ prompt: Prompt, _ request: IncomingRequest, _ credential: Credential, status: Int,
        _ usage: TokenUsage
    ) -> Int64 {
        let clientID =
            request.headers.first(name: "bursar-call")
            ?? request.headers.first(name: "x-request-id")
        return book.begin(
            prompt, credential: credential.text, clientID: clientID.map { String($0.prefix(128)) },
            status: status, usage: usage)
    }

    private func refused(
        _ refusal: Refusal, _ dialect: Dialect, _ request: IncomingRequest, requestID: String
    ) -> Reply {
        var body = ErrorEnvelope.body(refusal, dialect: dialect, requestID: requestID)
        if dialect == .gemini, request.path.hasSuffix(":streamGenerateContent"),
            request.value("alt") != "sse"
        {
            // Where a stream is an array, so is its error.
            body = Array("[".utf8) + body + Array("]".utf8)
        }
        var reply = Reply.json(body, status: refusal.status)
        reply.headers += ProviderHeaders.all(dialect, requestID: requestID)
        if dialect != .gemini, let wait = refusal.waitMilliseconds {
            reply.headers.append(("retry-after", String((wait + 999) / 1000)))
            if dialect != .anthropic { reply.headers.append(("retry-after-ms", String(wait))) }
        }
        return reply
    }
}
