import Clients
import Keyring
import Ledger
import Redaction
import Storage
import Vocabulary
import Wire

/// What lives in a provider's storage stays with the key that made it and belongs to the client that made it
/// (DESIGN 7, facts/protocols PT-91).
extension Passage {
    /// A stored response of the asker's; `nil` for one that is unknown or somebody else's. The only read of the data
    /// file on the road, for calls that name a response and for no others; SQLite's own threads do it.
    ///
    /// - Throws: `.ledgerUnwritable` when it can't be looked up.
    func stored(_ id: String) async throws(RoadFault) -> StoredResponse? {
        let (client, now) = (known.token.client, gateway.clock.now)
        do {
            return try await gateway.file.read {
                try StoredResponses.find(id, of: client, at: now, in: $0)
            }
        } catch {
            gateway.log.ledgerFailed(.unwritable(error))
            throw RoadFault(
                .ledgerUnwritable, .bursar,
                "Whose response that is can't be looked up now. Try again later.",
                retryAfterSeconds: 5)
        }
    }

    /// What a request for a stored response asks, by its path alone.
    ///
    /// - Throws: `.responseUnknown`, `.policyViolation`, `.untranslatable`.
    func readingOfStored(_ id: String) async throws(RoadFault) -> RequestReading {
        guard !known.received.head.queryValues("stream").contains("true") else {
            throw RoadFault(
                .untranslatable, .client,
                "stream isn't supported here: background responses aren't. Leave it out.",
                field: "stream")
        }
        guard let stored = try await stored(id) else { throw Self.unknown(id, field: nil) }
        var reading = RequestReading(
            known.received.route.pathFacts.operation, try Self.parse(Array("{}".utf8)),
            model: stored.model)
        reading.stored = stored
        return reading
    }

    /// The one target that has a stored response, for a request that is about it or goes on from it.
    ///
    /// - Parameter targets: Where the request's model may go; empty where the path alone decides.
    /// - Throws: `.untranslatable`, `.responseUnknown`, `.responseGone`.
    func pinned(
        _ reading: RequestReading, among targets: [Target], in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> Target {
        let field = reading.operation.response == nil ? "previous_response_id" : nil
        if field != nil, !targets.contains(where: { $0.upstream.dialect == known.dialect }) {
            throw RoadFault(
                .untranslatable, .client,
                "previous_response_id can't be carried over: the provider of \(reading.model) doesn't keep responses. Send the whole conversation in input.",
                field: field)
        }
        guard let stored = reading.stored else {
            throw Self.unknown(
                reading.operation.response ?? reading.previousResponse ?? "", field: field)
        }
        if let target = targets.first(where: { $0.upstream.number == stored.upstream }) {
            return target
        }
        guard field == nil else {
            throw RoadFault(
                .untranslatable, .client,
                "previous_response_id names a response that another provider than that of \(reading.model) keeps. Ask for its own model, or send the whole conversation in input.",
                field: field)
        }
        guard let upstream = upstreams.upstreams[stored.upstream] else { throw Self.gone(field) }
        return Target(upstream: upstream, model: reading.model)
    }

    /// An id that is foreign or unknown: nobody is told which.
    static func unknown(_ id: String, field: String?) -> RoadFault {
        RoadFault(
            .responseUnknown, .client,
            "There is no response \(id.prefix(256)) of yours here. Send the whole conversation in input.",
            field: field)
    }

    /// A response whose key or upstream isn't there any more.
    static func gone(_ field: String?) -> RoadFault {
        RoadFault(
            .responseGone, .bursar,
            "The provider or the key that made this response was taken away, so it can't be reached any more. Send the whole conversation in input.",
            field: field)
    }
}

extension PermittedRequest {
    /// What a call's end changes in the table of stored responses; `nil` for nothing.
    ///
    /// - Parameters:
    ///   - id: The provider's id of the answer, if one came.
    ///   - isDone: Did the provider do what was asked?
    func storage(
        _ id: String?, isDone: Bool
    ) -> (@Sendable (Transaction) throws -> Void)? {
        let reading = reading
        if case .deleteResponse(let id) = reading.operation, isDone, let stored = reading.stored {
            return { try StoredResponses.forget(id, stored, in: $0) }
        }
        guard reading.mayBeStored, target.upstream.dialect == .openAIResponses, let id,
            StoredResponseRules.isID(id)
        else { return nil }
        let response = StoredResponse(
            client: known.token.client, upstream: target.upstream.number, key: lease?.key,
            model: reading.model, madeAt: known.received.began,
            restoration: permission.redaction.flatMap {
                $0.seal.sealed($0.redacted.restoration, with: id, at: known.received.began)
            })
        return { try StoredResponses.keep(id, response, in: $0) }
    }
}
