import Vocabulary
import Wire

/// `GET` and `DELETE /v1/responses/{id}` (facts/protocols 4.2): no body, no model; the ledger's table says whose it is.
enum StoredResponseRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        throw RoadFault(.malformedRequest, .client, "This path takes no body.")
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        let id = received?.route.pathFacts.operation.response ?? ""
        let include = (received?.head.query ?? "").split(separator: "&").compactMap(Self.included)
        return "/responses/\(GeminiRules.escaped(id))"
            + (include.isEmpty ? "" : "?" + include.joined(separator: "&"))
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        guard document.root["id"]?.kind == .string else {
            throw RoadFault(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't a response. Try again, or tell the operator.")
        }
        var reading = ReplyReading()
        reading.isComplete = true
        return reading
    }

    /// Is it the id of a response, as far as its form shows? 1 to 256 letters, digits and `_ - .`.
    static func isID(_ text: some StringProtocol) -> Bool {
        (1...256).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte) || "_-.".utf8.contains(byte)
            }
    }

    /// A parameter that says what more the answer is to hold; nothing else of a query is handed on.
    private static func included(_ pair: Substring) -> String? {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, ["include", "include[]", "include%5B%5D"].contains(parts[0]),
            isID(parts[1])
        else { return nil }
        return "include[]=\(parts[1])"
    }
}
