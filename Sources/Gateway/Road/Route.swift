import Clients
import Vocabulary

/// What a request's method and path ask for: decided once, here, for policy and dispatch alike.
package enum Route: Hashable, Sendable {
    /// Calls a model in a protocol; this costs money.
    case call(Endpoint)
    /// Lists the models a token may use, or shows one.
    case models(Dialect, id: String?)
    /// Is the process alive?
    case healthz
    /// Does it serve?
    case readyz

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
        for prefix in ["/openai/", "/anthropic/"] where path.hasPrefix(prefix) {
            path = path.dropFirst(prefix.utf8.count - 1)
        }
        let found: (route: Route, method: String)
        switch path {
        case "/v1/chat/completions": found = (.call(.chat), "POST")
        case "/v1/messages": found = (.call(.messages), "POST")
        case "/v1/models": found = (.models(Self.dialect(of: head), id: nil), "GET")
        case "/healthz": found = (.healthz, "GET")
        case "/readyz": found = (.readyz, "GET")
        case _ where path.hasPrefix("/v1/models/"):
            found = (.models(Self.dialect(of: head), id: String(path.dropFirst(11))), "GET")
        default:
            throw RoadFault(
                .routeUnknown, .client,
                "There is nothing at this path. Bursar serves /v1/chat/completions, /v1/messages and /v1/models."
            )
        }
        guard head.method == found.method else {
            throw RoadFault(
                .methodNotAllowed, .client, "This path takes \(found.method) only.")
        }
        self = found.route
    }

    /// The protocol that a head's sender speaks, as far as a head shows it.
    package static func dialect(of head: RequestHead) -> Dialect {
        if head.path.hasPrefix("/anthropic/") || head.path.hasSuffix("/messages") {
            return .anthropic
        }
        if head.path.hasPrefix("/openai/") || head.path.hasSuffix("/chat/completions") {
            return .openAIChat
        }
        return head.field("anthropic-version") != nil || head.field("x-api-key") != nil
            ? .anthropic : .openAIChat
    }

    /// Absolute targets, dot segments, empty segments and escapes have no place in a route.
    private static func isPlain(_ path: String) -> Bool {
        guard path.hasPrefix("/"), path.utf8.count <= 1024, !path.contains("//"),
            !path.contains("..")
        else {
            return false
        }
        return path.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "\\")
                && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: ";")
        } && !path.split(separator: "/").contains(".")
    }
}

extension Endpoint {
    /// The protocol that this family's clients speak; `nil` for one that the road doesn't serve.
    package var dialect: Dialect? {
        switch self {
        case .chat: .openAIChat
        case .messages: .anthropic
        case .responses, .gemini, .embeddings: nil
        }
    }
}
