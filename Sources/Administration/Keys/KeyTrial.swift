import Keyring
import Transport
import Vault
import Vocabulary
import Wire

/// Asks a provider for its list of models with a key, which costs nothing.
struct KeyTrial: Sendable {
    private static let deadlines = Deadlines(
        connectMilliseconds: 5_000, firstByteMilliseconds: 10_000, idleMilliseconds: 10_000,
        totalMilliseconds: 20_000)

    let upstream: Upstream
    let secret: Secret
    let transport: Transport

    /// Tries it; a failure is an answer too.
    func run() async -> KeyTrialResult {
        do {
            let reply = try await transport.send(request)
            var body: [UInt8] = []
            while let part = try await reply.body.next() { body += part }
            return verdict(status: reply.status, body: body)
        } catch {
            return KeyTrialResult(
                ok: false, status: nil, models: nil,
                problem: "The provider at \(upstream.url) \(Self.words(for: error)).")
        }
    }

    /// What happened, in words that continue “The provider at URL …”.
    private static func words(for fault: TransportFault) -> String {
        switch fault.code {
        case .resolve: "can't be found: its name doesn't resolve"
        case .connect: "can't be reached: nothing answers there"
        case .addressForbidden:
            "has a private address; add the upstream again with --allow-private or --on-device if that is meant"
        case .tls: "can't prove who it is: TLS fails"
        case .connectDeadline, .firstByteDeadline, .idleDeadline, .totalDeadline:
            "takes too long to answer"
        case .headTooLarge, .bodyTooLarge: "answers more than a list of models"
        case .badURL: "has a URL that can't be used"
        default: "breaks off the connection (\(fault.code.rawValue))"
        }
    }

    private var request: TransportRequest {
        let path =
            switch upstream.dialect {
            case .openAIChat, .openAIResponses: "/models"
            case .anthropic: "/v1/models"
            case .gemini: "/v1beta/models"
            }
        var request = TransportRequest(method: "GET", url: upstream.url.appending(path))
        request.headers = upstream.requiredHeaders + [(name: "accept", value: "application/json")]
        request.secretHeader = SecretHeader(
            name: upstream.credential.headerName, prefix: upstream.credential.prefix, secret: secret
        )
        request.deadlines = Self.deadlines
        request.addressRule =
            upstream.isOnDevice
            ? .thisHostOnly : upstream.mayBePrivate ? .allowPrivate : .publicOnly
        request.allowHTTP = upstream.mayBeHTTP
        return request
    }

    private func verdict(status: Int, body: [UInt8]) -> KeyTrialResult {
        guard (200..<300).contains(status) else {
            let problem =
                switch status {
                case 401, 403:
                    "The provider refuses the key (HTTP \(status)); check that it was pasted whole and is enabled."
                case 429:
                    "The provider limits this key's rate just now (HTTP 429); try again later."
                default:
                    "The provider at \(upstream.url) answers HTTP \(status) to a request for its models; check the URL."
                }
            return KeyTrialResult(ok: false, status: status, models: nil, problem: problem)
        }
        guard let list = Self.models(in: body) else {
            return KeyTrialResult(
                ok: false, status: status, models: nil,
                problem:
                    "The provider at \(upstream.url) answers something else than a list of models; check the URL."
            )
        }
        return KeyTrialResult(ok: true, status: status, models: list, problem: nil)
    }

    /// How many models an answer lists: `data` of OpenAI and Anthropic, `models` of Gemini.
    private static func models(in body: [UInt8]) -> Int? {
        // anything else is no list
        guard let document = try? JSONDocument(parsing: body) else { return nil }
        let list = document.root["data"] ?? document.root["models"]
        return list?.kind == .array ? list?.count : nil
    }
}

/// What came of trying a key.
package struct KeyTrialResult: Codable, Sendable {
    package let ok: Bool
    /// The provider's HTTP status, when it answered.
    package let status: Int?
    /// How many models it listed.
    package let models: Int?
    /// One sentence with the way out; `nil` when all went well.
    package let problem: String?
}
