import Keyring
import Ledger
import Vocabulary

/// A try that came to nothing, and what was seen of it.
struct FailedTry: Error {
    let permitted: PermittedRequest
    let fault: RoadFault
    var inbound: InboundReply?
    var reading: ReplyReading?
    /// The last bytes for a client whose stream has begun.
    var end: [UInt8]?

    init(
        _ permitted: PermittedRequest, _ fault: RoadFault, inbound: InboundReply? = nil,
        reading: ReplyReading? = nil, end: [UInt8]? = nil
    ) {
        self.permitted = permitted
        self.fault = fault
        self.inbound = inbound
        self.reading = reading
        self.end = end
    }
}

/// Retries and fallback: until the first content has gone to the client, the next key, then the next target.
///
/// Each further try has its own row and its own hold, written before it is sent. A try ends the call when the tries or
/// the time for them are used up, when there is nowhere else to go, or when the next hold fits no budget.
extension Passage {
    /// The call's next try, in the ledger with its hold; `nil` when the failed one was the last.
    func another(after failed: FailedTry) async -> PermittedRequest? {
        let (permitted, fault, limits) = (failed.permitted, failed.fault, gateway.limits)
        guard let reach = fault.reach, isStillWanted, permitted.plan.tries < limits.triesMax,
            elapsedMilliseconds < limits.retryMilliseconds
        else { return nil }
        delivery.forgetKey()
        permitted.lease?.release()
        let plan = permitted.plan.after(
            fault, reach, at: permitted.place, key: permitted.lease?.key)
        guard let (next, placement) = await nextPlace(plan, reach, limits), isStillWanted else {
            return nil
        }
        gateway.active.serve(
            delivery, keyVersion: placement.lease?.versionNumber ?? 0,
            isStream: permitted.reading.isStream)
        let began = gateway.clock.monotonicNanoseconds
        let attempt = attempt(
            placement, ordinal: permitted.open.intent.attempt.ordinal + 1, at: gateway.clock.now)
        do {
            let open = try await gateway.ledger.retry(
                permitted.open, after: result(of: failed), with: attempt)
            permitted.permission.content?.restart()
            gateway.log.triedAgain(known.received.id, after: fault.code.rawValue, tries: next.tries)
            return permitted.again(placement, plan: next, open: open, beganNanoseconds: began)
        } catch {
            // Whatever is wrong with the books, the failed try's own end will tell.
            placement.lease?.release()
            return nil
        }
    }

    /// Does the client still wait for an answer of which it has seen no content?
    private var isStillWanted: Bool {
        !delivery.isCommitted && !delivery.hasClientLeft && !delivery.isKeyRevoked
            && !Task.isCancelled
    }

    private func nextPlace(
        _ plan: RoutePlan, _ reach: RoadFault.Reach, _ limits: GatewayLimits
    ) async -> (RoutePlan, Placement)? {
        let directory = gateway.live.current
        func wait() -> Int64 {
            min(limits.keyWaitMilliseconds, limits.retryMilliseconds - elapsedMilliseconds)
        }
        // No place: the fault of the try that failed is what the client is told.
        if let placement = try? await place(plan, in: directory, waitMilliseconds: wait()) {
            return (plan, placement)
        }
        guard let again = plan.repeated(reach) else { return nil }
        let pause = limits.backOffMilliseconds + Int64.random(in: 0...limits.backOffMilliseconds)
        try? await Task.sleep(for: .milliseconds(pause))  // cancelled when the call is
        guard isStillWanted,
            let placement = try? await place(
                again, in: directory, waitMilliseconds: wait())
        else { return nil }
        return (again, placement)
    }
}
