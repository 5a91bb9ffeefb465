import Clients
import Vocabulary

/// What a request's method and path ask for: decided once, here, for policy and dispatch alike.
package enum Route: Hashable, Sendable {
    /// Calls a model in a protocol; this costs money.
    case call(Endpoint, PathFacts)
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

        package init(model: String? = nil, isStream: Bool? = nil) {
            self.model = model
            self.isStream = isStream
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
        case "/v1/models", "/v1beta/models":
            found = (.models(Self.dialect(of: head), id: nil), "GET")
        case "/healthz": found = (.healthz, "GET")
        case "/readyz": found = (.readyz, "GET")
        case _ where path.hasPrefix("/v1/models/") || path.hasPrefix("/v1beta/models/"):
            let name = path.dropFirst(path.hasPrefix("/v1/") ? 11 : 15)
            found = try Self.model(String(name), head)
        default:
            throw RoadFault(
                .routeUnknown, .client,
                "There is nothing at this path. Bursar serves /v1/chat/completions, /v1/responses, /v1/messages, Gemini's models/…:generateContent, and /v1/models."
            )
        }
        guard head.method == found.method else {
            throw RoadFault(
                .methodNotAllowed, .client, "This path takes \(found.method) only.")
        }
        self = found.route
    }

    /// Gemini's paths: a model, and after a colon what to do with it.
    private static func model(
        _ name: String, _ head: RequestHead
    ) throws(RoadFault) -> (Route, String) {
        guard let colon = name.lastIndex(of: ":") else {
            return (.models(dialect(of: head), id: name), "GET")
        }
        let model = String(name[..<colon])
        switch name[name.index(after: colon)...] {
        case "generateContent":
            return (.call(.gemini, PathFacts(model: model, isStream: false)), "POST")
        case "streamGenerateContent":
            guard head.queryValues("alt") == ["sse"] else {
                throw RoadFault(
                    .malformedRequest, .client,
                    "Bursar streams Gemini's answers as events only. Add alt=sse to the query.")
            }
            return (.call(.gemini, PathFacts(model: model, isStream: true)), "POST")
        default:
            throw RoadFault(
                .routeUnknown, .client,
                "Bursar serves generateContent and streamGenerateContent of a model.")
        }
    }

    /// The protocol that a head's sender speaks, as far as a head shows it.
    package static func dialect(of head: RequestHead) -> Dialect {
        let path = head.path
        if path.hasPrefix("/anthropic/") || path.hasSuffix("/messages") { return .anthropic }
        if path.hasPrefix("/gemini/") || path.contains("/v1beta/")
            || path.hasSuffix("enerateContent")
        {
            return .gemini
        }
        if path.hasSuffix("/responses") { return .openAIResponses }
        if path.hasPrefix("/openai/") || path.hasSuffix("/chat/completions") { return .openAIChat }
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
    /// The protocol that this family's clients speak; `nil` for one that the road doesn't serve.
    package var dialect: Dialect? {
        switch self {
        case .chat: .openAIChat
        case .messages: .anthropic
        case .responses: .openAIResponses
        case .gemini: .gemini
        case .embeddings: nil
        }
    }
}
