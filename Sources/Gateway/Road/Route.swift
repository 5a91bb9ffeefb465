import Clients
import Policy
import Vocabulary

/// What a request's method and path ask for: decided once, here, for policy and dispatch alike.
package enum Route: Hashable, Sendable {
    /// Calls a model in a protocol; this costs money.
    case call(Endpoint, PathFacts)
    /// Asks Bursar something of the asker's own.
    case own(OwnQuestion)
    /// Lists the models a token may use, or shows one.
    case models(Dialect, id: String?)
    /// Is the process alive?
    case healthz
    /// Does it serve?
    case readyz

    /// What a path says of a call, in protocols that have it there.
    package struct PathFacts: Hashable, Sendable {
        /// The model's name, without `models/`.
        package var model: String?
        package var isStream: Bool?
        /// What is done there.
        package var operation: Operation
        /// Is a stream to be one JSON array (Gemini without `alt=sse`)?
        package var isArray = false

        package init(
            model: String? = nil, isStream: Bool? = nil, operation: Operation = .generate
        ) {
            self.model = model
            self.isStream = isStream
            self.operation = operation
        }
    }

    /// What the path says of a call.
    var pathFacts: PathFacts {
        if case .call(_, let facts) = self { return facts }
        return PathFacts()
    }

    /// Routes a head.
    ///
    /// - Throws: `.malformedRequest` for a target that isn't a plain path, `.routeUnknown`, `.methodNotAllowed`.
    init(_ head: RequestHead) throws(RoadFault) {
        guard Self.isPlain(head.path) else {
            throw RoadFault(
                .malformedRequest, .client,
                "The request's path must start with / and hold no .., //, escapes or control characters."
            )
        }
        var path = head.path[...]
        for prefix in ["/openai/", "/anthropic/", "/gemini/"] where path.hasPrefix(prefix) {
            path = path.dropFirst(prefix.utf8.count - 1)
        }
        let found: (route: Route, method: String)
        switch path {
        case "/v1/chat/completions": found = (.call(.chat, PathFacts()), "POST")
        case "/v1/responses": found = (.call(.responses, PathFacts()), "POST")
        case "/v1/messages": found = (.call(.messages, PathFacts()), "POST")
        case "/v1/embeddings": found = Self.call(.embeddings, .embed(isBatch: true))
        case "/v1/responses/input_tokens": found = Self.call(.responses, .countTokens)
        case "/v1/messages/count_tokens": found = Self.call(.messages, .countTokens)
        case _ where path.hasPrefix("/v1/responses/"):
            found = try Self.stored(path.dropFirst("/v1/responses/".utf8.count), head)
        case "/v1/models", "/v1beta/models":
            found = (.models(Self.dialect(of: head), id: nil), "GET")
        case "/bursar/v1/usage": found = (.own(.usage), "GET")
        case "/bursar/v1/checkpoint": found = (.own(.checkpoint), "GET")
        case "/bursar/v1/key": found = (.own(.key), "GET")
        case "/bursar/v1/claim": found = (.own(.claim), "POST")
        case "/healthz": found = (.healthz, "GET")
        case "/readyz": found = (.readyz, "GET")
        case _ where path.hasPrefix("/bursar/v1/calls/"):
            let rest = path.dropFirst("/bursar/v1/calls/".utf8.count)
            let asksProof = rest.hasSuffix("/proof")
            let id = String(asksProof ? rest.dropLast("/proof".utf8.count) : rest)
            guard Identifier(id) != nil else {
                throw RoadFault(
                    .routeUnknown, .client, "A call's id is what its answer had as bursar-call.")
            }
            found = (.own(asksProof ? .proof(id) : .call(id)), "GET")
        case _ where path.hasPrefix("/v1/models/") || path.hasPrefix("/v1beta/models/"):
            let name = path.dropFirst(path.hasPrefix("/v1/") ? 11 : 15)
            found = try Self.model(String(name), head)
        default:
            throw RoadFault(
                .routeUnknown, .client,
                Self.hint(String(path))
                    ?? "There is nothing at this path. Bursar serves /v1/chat/completions, /v1/responses, /v1/messages, /v1/embeddings, Gemini's models/…:generateContent, and /v1/models."
            )
        }
        guard head.method == found.method else {
            throw RoadFault(
                .methodNotAllowed, .client, "This path takes \(found.method) only.")
        }
        self = found.route
    }

    private static func call(
        _ endpoint: Endpoint, _ operation: Operation, model: String? = nil
    ) -> (Route, String) {
        (.call(endpoint, PathFacts(model: model, operation: operation)), operation.method)
    }

    /// A response that a provider keeps.
    private static func stored(
        _ id: Substring, _ head: RequestHead
    ) throws(RoadFault) -> (Route, String) {
        for verb in ["input_items", "cancel", "compact"]
        where id.hasSuffix("/" + verb) || id == verb {
            throw RoadFault(
                .routeUnknown, .client,
                "\(verb) isn't supported here. Bursar fetches and deletes /v1/responses/{id}, and answers /v1/responses and /v1/responses/input_tokens."
            )
        }
        guard StoredResponseRules.isID(id) else {
            throw RoadFault(
                .routeUnknown, .client,
                "There is nothing at this path. Bursar fetches and deletes /v1/responses/{id}.")
        }
        return call(
            .responses,
            head.method == "DELETE" ? .deleteResponse(String(id)) : .fetchResponse(String(id)))
    }

    /// What was probably meant by a path that isn't served; `nil` without an idea.
    private static func hint(_ path: String) -> String? {
        let ends = ["/chat/completions", "/responses", "/messages", "/embeddings", "/models"]
        guard let end = ends.first(where: { path.hasSuffix($0) }) else { return nil }
        return path == "/v1/v1" + end || path.hasSuffix("/v1/v1" + end)
            ? "Did you mean /v1\(end)? The base URL has /v1 once too often."
            : "Did you mean /v1\(end)? The base URL for OpenAI's SDK ends in /v1, Anthropic's and Gemini's don't."
    }

    /// Gemini's paths: a model, and after a colon what to do with it. Models' own names may have colons too.
    private static func model(
        _ name: String, _ head: RequestHead
    ) throws(RoadFault) -> (Route, String) {
        guard head.method != "GET", let colon = name.lastIndex(of: ":") else {
            return (.models(dialect(of: head), id: name), "GET")
        }
        let model = String(name[..<colon])
        switch name[name.index(after: colon)...] {
        case "generateContent":
            return (.call(.gemini, PathFacts(model: model, isStream: false)), "POST")
        case "streamGenerateContent":
            var facts = PathFacts(model: model, isStream: true)
            facts.isArray = isArray(head)
            guard !facts.isArray || [[], ["json"]].contains(head.queryValues("alt")) else {
                throw RoadFault(
                    .malformedRequest, .client, "alt must be sse or json in this path's query.")
            }
            return (.call(.gemini, facts), "POST")
        case "countTokens": return call(.gemini, .countTokens, model: model)
        case "embedContent": return call(.embeddings, .embed(isBatch: false), model: model)
        case "batchEmbedContents": return call(.embeddings, .embed(isBatch: true), model: model)
        default:
            throw RoadFault(
                .routeUnknown, .client,
                "Bursar serves generateContent, streamGenerateContent, countTokens, embedContent and batchEmbedContents of a model."
            )
        }
    }

    /// Does a head ask for Gemini's stream as an array?
    private static func isArray(_ head: RequestHead) -> Bool {
        head.path.hasSuffix(":streamGenerateContent") && head.queryValues("alt") != ["sse"]
    }

    /// How a head's sender is told of faults, as far as a head shows it.
    package static func faults(of head: RequestHead) -> any FaultRules.Type {
        isArray(head) ? GeminiArrayFaults.self : dialect(of: head).faults
    }

    /// The protocol that a head's sender speaks, as far as a head shows it.
    package static func dialect(of head: RequestHead) -> Dialect {
        let path = head.path
        if path.hasPrefix("/anthropic/") || path.contains("/v1/messages") { return .anthropic }
        let isGeminiVerb = head.method == "POST" && path.contains("/models/") && path.contains(":")
        if path.hasPrefix("/gemini/") || path.contains("/v1beta/") || isGeminiVerb {
            return .gemini
        }
        if path.contains("/v1/responses") { return .openAIResponses }
        if path.hasPrefix("/openai/") || path.hasSuffix("/chat/completions")
            || path.hasSuffix("/embeddings")
        {
            return .openAIChat
        }
        if head.field("anthropic-version") != nil || head.field("x-api-key") != nil {
            return .anthropic
        }
        return head.field("x-goog-api-key") != nil ? .gemini : .openAIChat
    }

    /// Absolute targets, dot segments, empty segments and escapes have no place in a route.
    private static func isPlain(_ path: String) -> Bool {
        guard path.utf8.first == slash, path.utf8.count <= 1024 else { return false }
        var (last, dots, count) = (slash, 0, 0)
        for byte in path.utf8.dropFirst() {
            switch byte {
            case slash where last == slash || (count == 1 && dots == 1): return false
            case slash: (dots, count) = (0, -1)
            case dot where last == dot: return false
            case dot: dots += 1
            case 0...0x20, 0x7f..., UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "#"),
                UInt8(ascii: ";"):
                return false
            default: break
            }
            last = byte
            count += 1
        }
        return !(count == 1 && dots == 1)
    }

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")
}

extension Endpoint {
    /// The protocol that a client of this family speaks; embeddings have a model in Gemini's paths only.
    func dialect(_ facts: Route.PathFacts) -> Dialect {
        switch self {
        case .chat: .openAIChat
        case .messages: .anthropic
        case .responses: .openAIResponses
        case .gemini: .gemini
        case .embeddings: facts.model == nil ? .openAIChat : .gemini
        }
    }
}
