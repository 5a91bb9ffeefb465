import Keyring
import Vocabulary

/// Answers that hold the key they were asked with: a provider that echoes a request's fields tells it to everybody.
///
/// Nothing of it gets to a client or into the ledger. What is written otherwise than the key itself (in another
/// alphabet, or cut into events) isn't noticed.
extension Passage {
    /// How many bytes in a row of a key, beyond the eight that all of its kind begin with, are too many in an answer. In
    /// what the ledger keeps it is eight, as in errors; in whole answers a key that a person made up may share that many with
    /// an ordinary word.
    private static let answerBytes = 15
    private static let fieldBytes = 8

    /// - Throws: `.upstreamMalformed` when the answer, or the part of one, holds the key.
    func withhold(_ answer: [UInt8], _ permitted: PermittedRequest) throws(RoadFault) {
        guard let lease = permitted.lease,
            lease.isEchoed(in: answer.span.bytes, bytes: Self.answerBytes, gateway.roots)
        else { return }
        gateway.log.keyEchoed(lease.keyID, upstream: permitted.target.upstream.name)
        var fault = RoadFault(
            .upstreamMalformed, .upstream,
            "The provider's answer held the gateway's own key, so it is withheld. Tell the operator."
        )
        fault.isEcho = true
        // The key works, and so does the provider.
        fault.finding = .answered
        throw fault
    }

    /// What a provider said of its answer, for the ledger; `nil` when it holds a part of the key.
    func stored(_ text: String?, _ permitted: PermittedRequest) -> String? {
        guard let text, let lease = permitted.lease, text != permitted.sent,
            lease.isEchoed(in: text.utf8.span.bytes, bytes: Self.fieldBytes, gateway.roots)
        else { return text }
        gateway.log.keyEchoed(lease.keyID, upstream: permitted.target.upstream.name)
        return nil
    }
}
