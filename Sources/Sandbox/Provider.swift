import NIOHTTP1
import Vocabulary
import Wire

/// Answers requests: everything about the sandbox but the sockets.
struct Provider: Sendable {
    /// The calls it counts.
    let book: CallBook
    private let last = LastRequest()

    /// A provider that counts in a book.
    init(book: CallBook) { self.book = book }

    /// The answer to a request.
    func reply(to request: IncomingRequest) -> Reply {
        if request.path == "/sandbox" || request.path.hasPrefix("/sandbox/") {
            return inspection(request)
        }
        last.keep(request)
        let dialect = Self.dialect(of: request)
        do throws(Refusal) {
            return try provided(request, dialect)
        } catch {
            book.reject()
            return refused(error, dialect, requestID: "req_sandboxrejected")
        }
    }

    /// What a client speaks: the path says so, or the header of those who ask for models.
    private static func dialect(of request: IncomingRequest) -> Dialect {
        if request.path == "/v1/chat/completions" { return .openAIChat }
        return request.path.hasPrefix("/v1/messages")
            || request.headers.contains(name: "anthropic-version") ? .anthropic : .openAIChat
    }

    private func provided(_ request: IncomingRequest, _ dialect: Dialect) throws(Refusal) -> Reply {
        guard let credential = request.credential, !credential.isEmpty,
            !Self.isRevoked(credential)
        else { throw .wrongCredential }
        guard request.body.count <= Connection.bodyBytesMax else {
            throw Refusal(status: 413, message: "The request is larger than 32 MiB.")
        }
        switch (request.method, request.path) {
        case ("POST", "/v1/chat/completions"):
            let document = try Self.document(request.body)
            let prompt = try ChatRequest.prompt(from: document.root)
            return answered(prompt, request, credential) {
                ChatWriter($0, wantsUsageChunk: prompt.wantsUsageChunk)
            }
        case ("POST", "/v1/messages"):
            let document = try Self.document(request.body)
            let prompt = try MessagesRequest.prompt(from: document.root)
            return answered(prompt, request, credential) { MessagesWriter($0) }
        case ("POST", "/v1/messages/count_tokens"):
            let document = try Self.document(request.body)
            let prompt = try MessagesRequest.prompt(from: document.root, isCount: true)
            if case .status(let status) = prompt.script.fault {
                throw .scripted(status, model: prompt.model)
            }
            return .json(Array("{\"input_tokens\":\(prompt.text.tokens)}".utf8))
        case ("GET", "/v1/models"):
            return .json(ModelList.list(dialect))
        case ("GET", let path) where path.hasPrefix("/v1/models/"):
            let name = PercentText.decoded(path.dropFirst("/v1/models/".count))
            guard (try? ModelScript(parsing: name)) != nil else {  // whatever is wrong with it
                throw .unknownModel(name)
            }
            return .json(ModelList.model(name, dialect))
        default:
            throw Refusal(
                status: 404,
                message: "The sandbox has nothing at \(request.method) \(request.path).")
        }
    }

    private static func document(_ body: [UInt8]) throws(Refusal) -> JSONDocument {
        do throws(JSONFault) {
            return try JSONDocument(parsing: body)
        } catch {
            throw .invalid("We could not parse the JSON body of your request: \(error)")
        }
    }

    private static func isRevoked(_ credential: String) -> Bool {
        credential.split { $0 == "-" || $0 == "_" || $0 == "." }
            .contains { $0 == "revoked" || $0 == "bad" }
    }

    // MARK: Calls

    private func answered(
        _ prompt: Prompt, _ request: IncomingRequest, _ credential: String,
        writer: (Answer) -> any DialectWriter
    ) -> Reply {
        let script = prompt.script
        let clientID =
            request.headers.first(name: "bursar-call")
            ?? request.headers.first(name: "x-request-id")
        func begin(status: Int, _ usage: TokenUsage) -> Int64 {
            book.begin(
                prompt, credential: credential, clientID: clientID.map { String($0.prefix(128)) },
                status: status, usage: usage)
        }
        var reply: Reply
        if case .status(let status) = script.fault {
            let number = begin(status: status, TokenUsage())
            reply = refused(
                .scripted(status, model: prompt.model), prompt.dialect,
                requestID: CallRecord.requestID(number),
                retryMilliseconds: script.retryMilliseconds)
            reply.call = CallTicket(
                number: number, outputTokens: 0, reasoningTokens: 0, isRefusal: true)
        } else {
            let answer = AnswerPlan.answer(to: prompt)
            let performance = Performance(writer: writer(answer), prompt: prompt)
            let served = performance.servesAnswer ? answer.usage : TokenUsage()
            reply = performance.reply
            let number = begin(status: reply.status, served.withoutOutput)
            reply.headers += ProviderHeaders.all(
                prompt.dialect, requestID: CallRecord.requestID(number))
            reply.call = CallTicket(
                number: number, outputTokens: served.outputTokens,
                reasoningTokens: served.reasoning, isRefusal: !performance.servesAnswer)
        }
        reply.waitMilliseconds = script.waitMilliseconds
        reply.paceMilliseconds = script.paceMilliseconds
        reply.burst = script.burst
        return reply
    }

    private func refused(
        _ refusal: Refusal, _ dialect: Dialect, requestID: String,
        retryMilliseconds: Int64? = nil
    ) -> Reply {
        var reply = Reply.json(
            ErrorEnvelope.body(refusal, dialect: dialect, requestID: requestID),
            status: refusal.status)
        reply.headers += ProviderHeaders.all(dialect, requestID: requestID)
        if let wait = retryMilliseconds ?? (refusal.status == 429 ? 1000 : nil) {
            reply.headers.append(("retry-after", String((wait + 999) / 1000)))
            if dialect != .anthropic { reply.headers.append(("retry-after-ms", String(wait))) }
        }
        return reply
    }

    // MARK: What the sandbox tells of itself

    private func inspection(_ request: IncomingRequest) -> Reply {
        switch (request.method, request.path) {
        case ("GET", "/sandbox"):
            return Reply(
                status: 200, headers: [("content-type", "text/plain; charset=utf-8")],
                body: .bytes(Array(ScriptHelp.text.utf8)))
        case ("GET", "/sandbox/calls"):
            let limit = request.number("limit") ?? Int64(CallBook.recordsMax)
            let records = book.records(
                after: max(0, request.number("after") ?? 0),
                countMax: Int(max(0, min(limit, Int64(CallBook.recordsMax)))))
            return .json(CallReport.calls(records))
        case ("DELETE", "/sandbox/calls"):
            book.removeAll()
            return Reply(status: 204, headers: [], body: .bytes([]))
        case ("GET", "/sandbox/totals"):
            return .json(CallReport.totals(book))
        case ("GET", "/sandbox/last"):
            return last.json.map { .json($0) } ?? .json(Array("null".utf8))
        case ("GET", "/sandbox/last/body"):
            return Reply(
                status: 200, headers: [("content-type", "application/octet-stream")],
                body: .bytes(last.body ?? []))
        default:
            return .json(Array("{\"error\":\"nothing here; see GET /sandbox\"}".utf8), status: 404)
        }
    }
}
