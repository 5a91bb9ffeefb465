import Policy
import Testing
import Vocabulary

@testable import Gateway

private func head(
    _ method: String, _ target: String, _ fields: [(name: String, value: String)] = []
) -> RequestHead {
    RequestHead(method: method, target: target, fields: fields, peer: Peer("127.0.0.1"))
}

@Suite struct `A route` {
    @Test(arguments: [
        "/v1/chat/completions", "/openai/v1/chat/completions", "/v1/chat/completions?a=b",
    ])
    func `leads to chat`(target: String) throws {
        #expect(try Route(head("POST", target)) == .call(.chat, Route.PathFacts()))
    }

    @Test(arguments: ["/v1/messages", "/anthropic/v1/messages", "/v1/messages?beta=true"])
    func `leads to messages`(target: String) throws {
        #expect(try Route(head("POST", target)) == .call(.messages, Route.PathFacts()))
    }

    @Test(arguments: [
        ("/v1/embeddings", Endpoint.embeddings, Operation.embed(isBatch: true), nil),
        ("/v1/responses/input_tokens", .responses, .countTokens, nil),
        ("/v1/messages/count_tokens", .messages, .countTokens, nil),
        ("/v1beta/models/a:b:countTokens", .gemini, .countTokens, "a:b"),
        ("/v1/models/m:embedContent", .embeddings, .embed(isBatch: false), "m"),
        ("/v1/models/x/m:batchEmbedContents", .embeddings, .embed(isBatch: true), "x/m"),
    ])
    func `leads to what is done, behind each prefix`(
        path: String, endpoint: Endpoint, operation: Operation, model: String?
    ) throws {
        for prefix in ["", "/openai", "/anthropic", "/gemini"] {
            #expect(
                try Route(head("POST", prefix + path))
                    == .call(endpoint, Route.PathFacts(model: model, operation: operation)))
        }
    }

    @Test func `leads to a stored response`() throws {
        for (method, operation) in [
            ("GET", Operation.fetchResponse("resp_1")), ("DELETE", .deleteResponse("resp_1")),
        ] {
            #expect(
                try Route(head(method, "/openai/v1/responses/resp_1?include=x"))
                    == .call(.responses, Route.PathFacts(operation: operation)))
        }
        let fault = #expect(throws: RoadFault.self) {
            try Route(head("POST", "/v1/responses/resp_1"))
        }
        #expect(fault?.code == .methodNotAllowed)
    }

    @Test func `leads to a model whose name has a colon`() throws {
        #expect(
            try Route(head("GET", "/v1/models/llama3:8b"))
                == .models(.openAIChat, id: "llama3:8b"))
    }

    @Test(arguments: [("", true), ("?alt=json", true), ("?alt=sse", false), ("?key=x", true)])
    func `tells how Gemini's stream is wanted`(query: String, isArray: Bool) throws {
        let route = try Route(head("POST", "/v1beta/models/m:streamGenerateContent" + query))
        #expect(route.pathFacts.isArray == isArray)
    }

    @Test(arguments: [
        ("/v1/responses/resp_1", Dialect.openAIResponses),
        ("/v1/messages/count_tokens", .anthropic),
        ("/v1/models/m:countTokens", .gemini), ("/v1/embeddings", .openAIChat),
        ("/gemini/v1/models/m:embedContent", .gemini),
    ])
    func `shows its sender's protocol`(path: String, dialect: Dialect) {
        #expect(Route.dialect(of: head("POST", path)) == dialect)
    }

    @Test(arguments: [
        "http://127.0.0.1/v1/messages", "v1/messages", "/v1/../v1/messages", "//v1/messages",
        "/v1//messages", "/v1/%6dessages", "/v1/messages%2f", "/v1/./messages", "/v1/messages;x",
        "/v1/messages\u{0}", "/v1\\messages", "*", "", "/v1/messages#a",
    ])
    func `is a plain path or a fault`(target: String) {
        let fault = #expect(throws: RoadFault.self) { try Route(head("POST", target)) }
        #expect(fault?.code == .malformedRequest)
    }

    @Test(arguments: [
        "/", "/v1", "/v1/Messages", "/v1/responses/a/b", "/v1/responses/", "/v1/models/m:tune",
        "/v1/messages/", "/admin/keys", "/v1/chat/completions/x",
        "/openai/openai/v1/chat/completions", "/anthropic",
    ])
    func `that leads nowhere is told`(target: String) {
        let fault = #expect(throws: RoadFault.self) { try Route(head("POST", target)) }
        #expect(fault?.code == .routeUnknown)
    }

    @Test(arguments: ["GET", "PUT", "DELETE", "OPTIONS", "post", "CONNECT"])
    func `takes its own method only`(method: String) {
        let fault = #expect(throws: RoadFault.self) { try Route(head(method, "/v1/messages")) }
        #expect(fault?.code == .methodNotAllowed)
    }
}

@Suite struct `A credential` {
    @Test(arguments: [
        [("authorization", "Bearer bur_a")], [("authorization", "bearer  bur_a ")],
        [("x-api-key", "bur_a")], [("x-goog-api-key", "bur_a")],
        [("x-api-key", "bur_a"), ("authorization", "Bearer bur_a")],
    ])
    func `is found where its protocol puts it`(fields: [(String, String)]) throws {
        let fields = fields.map { (name: $0.0, value: $0.1) }
        #expect(try Credential(head("POST", "/v1/messages", fields)).text == "bur_a")
    }

    @Test func `may stand in the query`() throws {
        #expect(try Credential(head("POST", "/v1/messages?key=bur_a&x=1")).text == "bur_a")
    }

    @Test(arguments: [
        [("x-api-key", "bur_a"), ("authorization", "Bearer bur_b")],
        [("authorization", "Bearer bur_a"), ("authorization", "Bearer bur_b")],
        [("x-api-key", "bur_a"), ("x-api-key", "bur_b")],
        [("x-api-key", "bur_a"), ("x-goog-api-key", "bur_A")],
    ])
    func `that disagrees with another is refused`(fields: [(String, String)]) {
        let fields = fields.map { (name: $0.0, value: $0.1) }
        let fault = #expect(throws: RoadFault.self) {
            try Credential(head("POST", "/v1/messages", fields))
        }
        #expect(fault?.code == .credentialsDisagree)
    }

    @Test func `is asked for`() {
        let fault = #expect(throws: RoadFault.self) { try Credential(head("POST", "/v1/messages")) }
        #expect(fault?.code == .credentialMissing)
    }
}
