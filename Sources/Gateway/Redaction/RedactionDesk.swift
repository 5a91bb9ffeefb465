import Clients
import Keyring
import Ledger
import Policy
import Redaction
import Synchronization
import Vault
import Vocabulary
import Wire

/// What redaction needs beyond a request: the key for placeholders, and what policies say, built once for each.
final class RedactionDesk: Sendable {
    /// How many policies' redactors are kept; more than that begin anew.
    private static let redactorsMax = 256
    /// How many clients' keys are kept; more than that begin anew.
    private static let keysMax = 256

    private struct Rules: Hashable {
        let rules: RedactionRules
        let scansReplies: Bool
    }

    private let service: Secret
    private let redactors = Mutex<[Rules: Redactor]>([:])
    private let keys = Mutex<[Int64: Secret]>([:])

    /// - Parameter service: Bursar's own key for placeholders.
    init(service: Secret) { self.service = service }

    /// Takes out of a body what a policy keeps back.
    ///
    /// - Throws: `.policyViolation` for what may not be sent as it is, and for what can't be looked at.
    func redact(
        _ document: JSONDocument, under policy: Policy, of client: Int64, in dialect: Dialect
    ) throws(RoadFault) -> RequestRedaction {
        do throws(RedactionFault) {
            let redactor = try redactor(for: policy)
            let redacted = try redactor.redact(
                document, dialect: dialect, key: try key(of: client))
            var changed = document
            if let body = redacted.body {
                do { changed = try JSONDocument(parsing: body) } catch {
                    throw RedactionFault(.unreadable)
                }
            }
            return RequestRedaction(
                document: changed, redacted: redacted, redactor: redactor,
                tally: CallFindings(redacted.findings, by: redactor),
                seal: RestorationSeal(service: service, client: client))
        } catch {
            throw RoadFault(redaction: error)
        }
    }

    /// For a request that only names a stored response: what its conversation replaced comes back.
    ///
    /// - Throws: `.policyViolation` for what can't be looked at.
    func redaction(
        of document: JSONDocument, under policy: Policy, of client: Int64
    ) throws(RoadFault) -> RequestRedaction {
        do throws(RedactionFault) {
            return RequestRedaction(
                document: document, redacted: Redacted(restoration: Restoration()),
                redactor: try redactor(for: policy), tally: nil,
                seal: RestorationSeal(service: service, client: client))
        } catch {
            throw RoadFault(redaction: error)
        }
    }

    private func redactor(for policy: Policy) throws(RedactionFault) -> Redactor {
        let rules = Rules(
            rules: policy.redaction, scansReplies: policy.scansReplies ?? false)
        if let known = redactors.withLock({ $0[rules] }) { return known }
        let redactor = try Redactor(
            policy: RedactionPolicy(rules.rules, scansReplies: rules.scansReplies))
        redactors.withLock {
            if $0.count >= Self.redactorsMax { $0.removeAll() }
            $0[rules] = redactor
        }
        return redactor
    }

    /// Each client has a key of its own, so that its placeholders say nothing to another.
    private func key(of client: Int64) throws(RedactionFault) -> Secret {
        if let known = keys.withLock({ $0[client] }) { return known }
        var bytes = Digest.hmacSHA256(key: service, Array("placeholders of client \(client)".utf8))
        let made: Secret
        do { made = try Secret(moving: &bytes) } catch { throw RedactionFault(.tooCostly) }
        keys.withLock {
            if $0.count >= Self.keysMax { $0.removeAll() }
            $0[client] = made
        }
        return made
    }
}

/// A request's body without what policy keeps back.
struct RequestRedaction: Sendable {
    /// What goes on down the road.
    let document: JSONDocument
    /// What was found, and what it takes to put it back.
    private(set) var redacted: Redacted
    /// Built for the caller's policy.
    let redactor: Redactor
    /// What the ledger keeps of the findings; `nil` for none.
    let tally: CallFindings?
    /// Seals what goes on with a stored response.
    let seal: RestorationSeal

    /// Adds what the conversation of a stored response replaced.
    mutating func goOn(from stored: StoredResponse, _ id: String) {
        guard let sealed = stored.restoration,
            let earlier = seal.opened(sealed, with: id, at: stored.madeAt)
        else { return }
        redacted.restoration.add(earlier)
    }
}

extension RoadFault {
    /// A request that may not be sent as it is, or an answer that may not be shown.
    init(redaction fault: RedactionFault) {
        switch fault.code {
        case .unreadable:
            self.init(.malformedRequest, .client, "The body must be a JSON object.")
        case .unreadableReply:
            self.init(.upstreamMalformed, .upstream, fault.description)
        default:
            self.init(
                PolicyDecision(
                    isPermitted: false,
                    rule: fault.detector.isEmpty
                        ? "policy.redaction" : "policy.redaction.\(fault.detector)",
                    reason: fault.description))
        }
        findings = CallFindings(fault)
    }
}
