import Keyring
import Ledger
import Policy
import Pricing
import Transport
import Vocabulary

/// One call on its way down the road, stages 3 to 10.
///
/// Every exit passes `settle` or `refuse`, and `record`.
struct Passage: Sendable {
    let gateway: Gateway
    let known: KnownRequest
    let delivery: Delivery

    /// Takes the body through the stages and answers the client.
    func run(_ body: Result<[UInt8], Gateway.BodyFault>) async {
        var permitted: PermittedRequest
        do {
            permitted = try await authorise(try Self.bytes(body))
        } catch {
            await refuse(error, body: body)
            return
        }
        while let failed = await attempt(permitted) {
            let verdict = failed.fault.verdict
            permitted.lease?.report(
                permitted.reading.operation.isBilled ? verdict : verdict.inPassing)
            guard let next = await another(after: failed) else {
                await conclude(failed)
                return
            }
            permitted = next
        }
    }

    /// Stages 4 to 10 of one try; `nil` when the client has its answer.
    private func attempt(_ permitted: PermittedRequest) async -> FailedTry? {
        do throws(RoadFault) {
            guard !delivery.isKeyRevoked else {
                throw RoadFault(
                    .noKey, .bursar, "The gateway's key was revoked just now. Try again.",
                    retryAfterSeconds: 1)
            }
            let redacted = RedactedRequest(permitted)
            delivery.note(redacted: redacted.headerText)
            let sending = try await translate(redacted)
            delivery.note(dropped: sending.dropped)
            if permitted.reading.operation == .countTokens { return try await count(sending) }
            let inbound = try await forward(sending)
            return permitted.reading.isStream ? await stream(inbound) : await whole(inbound)
        } catch {
            return FailedTry(permitted, error)
        }
    }

    private static func bytes(
        _ body: Result<[UInt8], Gateway.BodyFault>
    ) throws(RoadFault) -> [UInt8] {
        switch body {
        case .success(let bytes): return bytes
        case .failure(.tooLarge):
            throw RoadFault(
                .requestTooLarge, .client, "The body is longer than 32 MiB. Send a shorter one.")
        case .failure(.tooSlow):
            throw RoadFault(.requestTooSlow, .client, "The body didn't arrive in time. Try again.")
        case .failure(.clientClosed):
            throw RoadFault(.clientClosed, .client, "The client hung up while it sent the body.")
        }
    }

    /// Milliseconds since the request's head came.
    var elapsedMilliseconds: Int64 { milliseconds(since: known.received.beganNanoseconds) }

    /// Milliseconds since a moment of the monotonic clock.
    func milliseconds(since nanoseconds: UInt64) -> Int64 {
        Int64((gateway.clock.monotonicNanoseconds - nanoseconds) / 1_000_000)
    }

    /// Writes a refusal and tells the client. A refusal that can't be written is told as what it is: no answer
    /// without its record.
    private func refuse(_ fault: RoadFault, body: Result<[UInt8], Gateway.BodyFault>) async {
        var told = fault
        if let standing = fault.standing {
            delivery.note(
                limits: LimitFields.fields(standing, in: known.dialect, at: gateway.clock.now))
        }
        let size = (try? body.get().count) ?? 0  // a body that wasn't read counts as none
        let facts = requestFacts(
            model: refusedModel(body), isStream: false, bodyBytes: size)
        let reply = known.faults.reply(to: fault, call: known.received.id)
        if fault.code != .ledgerUnwritable, isWorthARow(fault) {
            do {
                let receipt = try await gateway.ledger.refuse(
                    Refusal(
                        caller: known.caller, request: facts, code: fault.code.rawValue,
                        status: reply.head.status, ended: gateway.clock.now,
                        decision: fault.decision, findings: fault.findings ?? delivery.findings))
                delivery.note(receipt)
            } catch {
                told = Self.unwritable(error, log: gateway.log)
            }
        }
        delivery.finish(told)
        record(
            outcome: .refused, code: told.code.rawValue, status: reply.head.status,
            model: facts.model)
    }

    /// A token that runs into a limit again and again gets one row a minute, and a count.
    private func isWorthARow(_ fault: RoadFault) -> Bool {
        guard fault.code == .rateLimited, let rule = fault.decision?.rule else { return true }
        return gateway.limitDesk.note(rule, of: known.caller, at: known.received.began)
    }

    /// The ledger's fault in the road's words.
    static func unwritable(_ fault: LedgerFault, log: GatewayLog) -> RoadFault {
        log.ledgerFailed(fault)
        return RoadFault(
            .ledgerUnwritable, .bursar,
            "The ledger can't be written, so nothing was sent. Try again later.",
            retryAfterSeconds: 5)
    }
}
