import Journal
import Ledger
import Synchronization
import Vault
import Vocabulary

/// The way of one call's answer to its client: what was sent already, and what may still be sent.
///
/// Until the head is out, the answer may still become an error of any status; after it, only parts of the stream and the
/// protocol's own end. Up to the commit point no content has gone out, and another provider may answer: keepalives
/// may have, for a silent stream. A client that leaves changes nothing for the call's accounting.
final class Delivery: Sendable {
    private struct State {
        var isStream = false
        var hasBegun = false
        var isCommitted = false
        var isEnded = false
        var keyVersion: Int64?
        var dropped: String?
        var redacted: String?
        var findings: CallFindings?
        var limitFields: [(name: String, value: String)] = []
        var receipt: EntryReceipt?
        var isKeyRevoked = false
        var lastSentNanoseconds: UInt64
        var leftNanoseconds: UInt64?
    }

    let call: Identifier
    private let client: any ClientSide
    private let faults: any FaultRules.Type
    private let isArray: Bool
    private let clock: any Clock
    private let state: Mutex<State>

    init(known: KnownRequest, client: any ClientSide, clock: any Clock) {
        call = known.received.id
        faults = known.faults
        isArray = known.received.route.pathFacts.isArray
        self.client = client
        self.clock = clock
        state = Mutex(State(lastSentNanoseconds: known.received.beganNanoseconds))
    }

    /// Where the call runs.
    var executor: any TaskExecutor { client.executor }

    /// Has the client hung up?
    var hasClientLeft: Bool { client.hasLeft }

    /// Is the answer's head out?
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Has the client got any content?
    var isCommitted: Bool { state.withLock { $0.isCommitted } }

    /// The key version that serves the call, once one does.
    var keyVersion: Int64? { state.withLock { $0.keyVersion } }

    /// Was the call cut because its key was revoked?
    var isKeyRevoked: Bool { state.withLock { $0.isKeyRevoked } }

    /// Notes what serves the call, and whether its answer may be a stream.
    func note(keyVersion: Int64, isStream: Bool) {
        state.withLock {
            $0.keyVersion = keyVersion
            $0.isStream = isStream
        }
    }

    /// Notes that no key serves the call until another does.
    func forgetKey() { state.withLock { $0.keyVersion = nil } }

    /// Notes the client's fields that could not be carried over.
    func note(dropped: String?) { state.withLock { $0.dropped = dropped } }

    /// The client's fields that could not be carried over.
    var dropped: String? { state.withLock { $0.dropped } }

    /// Notes how much was taken out of the request, as a header's value.
    func note(redacted: String?) { state.withLock { $0.redacted = redacted } }

    /// How much was taken out of the request, as a header's value.
    var redacted: String? { state.withLock { $0.redacted } }

    /// Notes what redaction found in the request, for a refusal's row.
    func note(findings: CallFindings) { state.withLock { $0.findings = findings } }

    /// What redaction found in the request; `nil` for nothing.
    var findings: CallFindings? { state.withLock { $0.findings } }

    /// Notes where the call is in the log.
    func note(_ receipt: EntryReceipt?) { state.withLock { $0.receipt = receipt } }

    /// Where the call is in the log, as header fields.
    var receiptFields: [(name: String, value: String)] {
        Self.fields(of: state.withLock { $0.receipt })
    }

    private static func fields(of receipt: EntryReceipt?) -> [(name: String, value: String)] {
        guard let receipt else { return [] }
        return [
            ("bursar-entry", String(receipt.index)),
            ("bursar-leaf", Base64.text(receipt.hash.bytes)),
        ]
    }

    /// Notes what is left of the call's limits, as header fields.
    func note(limits: [(name: String, value: String)]) {
        state.withLock { $0.limitFields = limits }
    }

    /// What is left of the call's limits, as header fields.
    var limitFields: [(name: String, value: String)] { state.withLock { $0.limitFields } }

    func noteKeyRevoked() { state.withLock { $0.isKeyRevoked = true } }

    /// Content follows: starts the stream's answer, if it hasn't begun.
    func commit() {
        state.withLock { state in
            begin(&state)
            state.isCommitted = true
        }
    }

    /// Under the lock, so that nothing overtakes the head.
    private func begin(_ state: inout State) {
        guard !state.hasBegun, !state.isEnded else { return }
        state.hasBegun = true
        client.start(
            Self.streamHead(
                call, dropped: state.dropped, redacted: state.redacted, isArray: isArray,
                state.limitFields + Self.fields(of: state.receipt)))
    }

    /// Sends a part of a stream that has begun; waits while the client is slow.
    func send(_ reply: RestoredReply) async {
        guard !reply.bytes.isEmpty, !client.hasLeft else { return }
        let now = clock.monotonicNanoseconds
        state.withLock { $0.lastSentNanoseconds = now }
        _ = await client.send(reply.bytes)  // a client that left is noticed through hasLeft
    }

    /// Sends a whole answer, whose outcome is in the ledger.
    func finish(_ reply: WholeReply) {
        state.withLock { $0.isEnded = true }
        client.send(reply)
    }

    /// Ends a stream whose outcome is in the ledger.
    func finish(_ last: RestoredReply, receipt: Receipt) {
        state.withLock { $0.isEnded = true }
        client.end(last.bytes)
    }

    /// Ends the answer with a fault, in the form that is still possible.
    ///
    /// - Parameter end: The last event for a stream that has begun; `nil` for the dialect's usual one.
    func finish(_ fault: RoadFault, end: [UInt8]? = nil) {
        let (hasBegun, limitFields) = state.withLock { state in
            state.isEnded = true
            return (state.hasBegun, state.limitFields + Self.fields(of: state.receipt))
        }
        if hasBegun {
            client.end(end ?? faults.streamEnd(fault, call: call))
        } else {
            var reply = faults.reply(to: fault, call: call)
            reply.head.fields += limitFields
            client.send(reply)
        }
    }

    /// Sends a keepalive into a stream that has been silent for too long, beginning it if need be.
    func keepAlive(at now: UInt64, limits: GatewayLimits) {
        let interval = UInt64(limits.keepaliveMilliseconds) * 1_000_000
        state.withLock { state in
            guard state.isStream, !state.isEnded, now > state.lastSentNanoseconds + interval else {
                return
            }
            begin(&state)
            state.lastSentNanoseconds = now
            client.sendNow(faults.keepalive)
        }
    }

    /// Did the client leave so long ago that its upstream is no longer read?
    func mustStopDraining(at now: UInt64, limits: GatewayLimits) -> Bool {
        guard client.hasLeft else { return false }
        return state.withLock { state in
            let left = state.leftNanoseconds ?? now
            state.leftNanoseconds = left
            return now >= left + UInt64(limits.drainMilliseconds) * 1_000_000
        }
    }

    private static func streamHead(
        _ call: Identifier, dropped: String?, redacted: String?, isArray: Bool,
        _ limitFields: [(name: String, value: String)]
    ) -> ReplyHead {
        let id = call.description
        var fields = [
            (
                name: "content-type",
                value: "\(isArray ? "application/json" : "text/event-stream"); charset=utf-8"
            ),
            ("cache-control", "no-cache"), ("bursar-call", id), ("x-request-id", id),
            ("request-id", id),
        ]
        if let dropped { fields.append(("bursar-dropped", dropped)) }
        if let redacted { fields.append(("bursar-redacted", redacted)) }
        return ReplyHead(status: 200, fields: fields + limitFields)
    }
}
