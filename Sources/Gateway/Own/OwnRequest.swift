import Clients
import Policy
import Synchronization
import Vocabulary
import Wire

/// What clients may ask Bursar of their own.
package enum OwnQuestion: Hashable, Sendable {
    /// What the asker's token used.
    case usage
    /// One call of the asker's token.
    case call(String)
    /// The proof that a call of the asker's token is in the log.
    case proof(String)
    /// The checkpoint that was signed last; anybody may ask.
    case checkpoint
    /// What checkpoints are checked with; anybody may ask.
    case key
    /// The secret of a token, for a code.
    case claim
}

extension OwnQuestion {
    /// How it is answered.
    fileprivate var mediaType: String {
        switch self {
        case .usage, .call, .claim: "application/json"
        case .proof, .checkpoint, .key: "text/plain; charset=utf-8"
        }
    }
}

/// A request of a client's own, whose sender is known where that matters.
package struct OwnRequest: Sendable {
    /// The longest body: a code, and nothing else.
    package static let bodyBytesMax = 4_096

    let received: ReceivedRequest
    let question: OwnQuestion
    /// `nil` for a claim, whose sender has nothing to show but the code, and for what anybody may ask.
    let token: KnownToken?
}

/// Answers what clients ask of their own; the room above knows the answers' shapes.
package protocol ClientDesk: Sendable {
    /// What a token used, as JSON.
    ///
    /// - Parameters:
    ///   - by: Dimensions, of those that concern the asker.
    func usage(
        ofToken number: Int64, by: [String], since: String?, until: String?
    ) async throws(OwnFault) -> [UInt8]

    /// One call of a token, as JSON, without what concerns the operator alone.
    func call(_ id: String, ofToken number: Int64) async throws(OwnFault) -> [UInt8]

    /// The proof of a token's call, as a C2SP tlog-proof.
    func proof(_ id: String, ofToken number: Int64) async throws(OwnFault) -> [UInt8]

    /// The checkpoint that was signed last, as a signed note.
    func checkpoint() async throws(OwnFault) -> [UInt8]

    /// The verifier key of checkpoints.
    func key() async throws(OwnFault) -> [UInt8]

    /// Exchanges a code for a token, as JSON.
    func claim(_ code: String, from peer: String) async throws(OwnFault) -> [UInt8]
}

/// Why a question of a client's own isn't answered.
package struct OwnFault: Error, Sendable {
    /// What it is, for the status.
    package enum Code: Sendable {
        case invalid, notFound, refused, unavailable
    }

    package let code: Code
    /// One sentence for the caller.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension Gateway {
    /// Opens the desk that answers clients' own questions.
    package func put(_ desk: any ClientDesk) { ownDesk.withLock { $0 = desk } }

    /// Stages 1 and 2 of a question of a client's own.
    func own(
        _ question: OwnQuestion, _ received: ReceivedRequest
    ) throws(RoadFault) -> OwnRequest {
        guard question != .checkpoint, question != .key else {
            return OwnRequest(received: received, question: question, token: nil)
        }
        guard question != .claim else {
            guard claims.mayTry(received.head.peer.text, atNanoseconds: received.beganNanoseconds)
            else {
                noteStranger("claim_limited", received)
                throw RoadFault(
                    .rateLimited, .client, "Too many codes were tried from there. Try again later.",
                    retryAfterSeconds: 60)
            }
            return OwnRequest(received: received, question: question, token: nil)
        }
        let token = try authenticate(received)
        let decision = token.standing.policy.decide(
            address: token.address, moment: received.began)
        guard decision.isPermitted else { throw RoadFault(decision) }
        return OwnRequest(received: received, question: question, token: token)
    }

    /// Answers it, in a task of its own.
    package func answer(
        _ own: OwnRequest, body: Result<[UInt8], BodyFault>, client: any ClientSide
    ) {
        // Owned by the client's connection: it ends with one read or change of the data file.
        Task(executorPreference: client.executor) { [self] in
            client.send(await reply(to: own, body: body))
        }
    }

    private func reply(
        to own: OwnRequest, body: Result<[UInt8], BodyFault>
    ) async -> WholeReply {
        guard let desk = ownDesk.withLock({ $0 }) else {
            return Self.reply(OwnFault(.unavailable, "Bursar is starting. Try again."))
        }
        do {
            let json: [UInt8]
            switch (own.question, own.token) {
            case (.usage, let token?):
                let head = own.received.head
                json = try await desk.usage(
                    ofToken: token.token,
                    by: head.queryValues("by").flatMap {
                        $0.split(separator: ",").map(String.init)
                    },
                    since: head.queryValues("since").first, until: head.queryValues("until").first)
            case (.call(let id), let token?):
                json = try await desk.call(id, ofToken: token.token)
            case (.proof(let id), let token?):
                json = try await desk.proof(id, ofToken: token.token)
            case (.checkpoint, _): json = try await desk.checkpoint()
            case (.key, _): json = try await desk.key()
            default:
                json = try await desk.claim(
                    try Self.code(in: body), from: own.received.head.peer.text)
            }
            return WholeReply(
                status: 200,
                fields: [
                    ("content-type", own.question.mediaType), ("cache-control", "no-store"),
                ],
                body: json)
        } catch {
            if own.question == .claim {
                noteStranger("claim_refused", own.received)
            }
            return Self.reply(error)
        }
    }

    /// The code in a claim's body, `{"code"}`.
    private static func code(
        in body: Result<[UInt8], BodyFault>
    ) throws(OwnFault) -> String {
        // What is wrong with the body is the same to whoever sent it.
        guard let bytes = try? body.get(), let document = try? JSONDocument(parsing: bytes),
            let code = document.root["code"]?.string
        else { throw OwnFault(.invalid, "The body must be {\"code\": \"clm_…\"}.") }
        return code
    }

    private static func reply(_ fault: OwnFault) -> WholeReply {
        let (status, code) =
            switch fault.code {
            case .invalid: (400, "invalid_request")
            case .notFound: (404, "not_found")
            case .refused: (403, "claim_refused")
            case .unavailable: (503, "unavailable")
            }
        var json = JSONWriter()
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.key("code")
        json.string(code)
        json.key("message")
        json.string(fault.message)
        json.endObject()
        json.endObject()
        return WholeReply(
            status: status, fields: [("content-type", "application/json")], body: json.bytes)
    }
}
