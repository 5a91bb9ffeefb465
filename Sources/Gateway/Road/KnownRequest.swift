import Clients
import Ledger
import Policy
import Vault
import Vocabulary

/// Stage 2, authenticate: a request whose sender is known. One for all later stages of its call.
package final class KnownRequest: Sendable {
    package let received: ReceivedRequest
    package let token: KnownToken
    /// Which family of billable routes it takes.
    package let endpoint: Endpoint
    let dialect: Dialect
    let rules: any DialectRules.Type

    init(
        received: ReceivedRequest, token: KnownToken, endpoint: Endpoint, dialect: Dialect,
        rules: any DialectRules.Type
    ) {
        self.received = received
        self.token = token
        self.endpoint = endpoint
        self.dialect = dialect
        self.rules = rules
    }

    var caller: Caller { Caller(client: token.client, token: token.token) }

    /// How its sender is told of faults.
    var faults: any FaultRules.Type {
        received.route.pathFacts.isArray ? GeminiArrayFaults.self : dialect.faults
    }

    /// The reader of its answer's stream, which some clients want as an array.
    func streamReader(_ reader: any StreamReader, _ limits: GatewayLimits) -> any StreamReader {
        received.route.pathFacts.isArray ? GeminiArray(reader, limits: limits) : reader
    }
}

/// The one credential of a request, wherever its protocol puts it.
struct Credential {
    let text: String

    /// Finds the credential.
    ///
    /// - Throws: `.credentialMissing`; `.credentialsDisagree` when two places hold different ones.
    init(_ head: RequestHead) throws(RoadFault) {
        var found: [String] = head.all("x-api-key") + head.all("x-goog-api-key")
        found += head.queryValues("key")
        for value in head.all("authorization") {
            guard value.count > 7, value.prefix(7).lowercased() == "bearer " else {
                throw RoadFault(
                    .credentialInvalid, .client,
                    "The Authorization header must be \"Bearer\" and a Bursar token.")
            }
            found.append(String(value.dropFirst(7)).trimmedSpaces)
        }
        guard let first = found.first(where: { !$0.isEmpty }) else {
            throw RoadFault(
                .credentialMissing, .client,
                "No credential was sent. Use a Bursar token as the API key (bursar token issue).")
        }
        guard found.allSatisfy({ $0 == first }) else {
            throw RoadFault(
                .credentialsDisagree, .client,
                "The request carries two different credentials. Send one.")
        }
        text = first
    }
}

extension String {
    /// Without spaces and tabs at its ends.
    fileprivate var trimmedSpaces: String {
        let trimmed = drop { $0 == " " || $0 == "\t" }
        let end = trimmed.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { String(trimmed[...$0]) } ?? ""
    }
}
