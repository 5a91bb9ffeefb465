import GRDB
import Journal
import Policy
import Storage
import Vocabulary

/// The books: what was tried, what it may cost, what it did cost. Every change is durable when its call returns.
package struct Ledger: Sendable {
    private let file: LedgerFile
    private let numbers = InternedNumbers()

    package init(file: LedgerFile) { self.file = file }

    /// Writes a call, its first try and the hold, if every hard budget has room for it.
    ///
    /// - Throws: `.unwritable`, `.diskReserve` or `.budgetFull`; then nothing was written and nothing may be sent.
    package func begin(_ intent: Intent) async throws(LedgerFault) -> OpenCall {
        guard file.hasRoom else { throw .diskReserve }
        // A refusal is no error of the transaction, which others share.
        let answer: Result<OpenCall, LedgerFault> = try await write { [numbers] transaction in
            let budgets = transaction.collector(BudgetSums.self)
            if let refusal = try budgets.hold(
                intent.budgets, intent.attempt.hold, in: transaction)
            {
                return .failure(.budgetFull(refusal))
            }
            let decision = try numbers.decision(intent.decision, in: transaction)
            let scope = try numbers.scope(intent.budgets, in: transaction)
            let call = try CallRows.insert(
                intent.caller, intent.request, decision: decision, scope: scope,
                findings: intent.findings, into: transaction)
            if let findings = intent.findings {
                transaction.collector(DetectorDays.self)
                    .add(
                        findings, .request, client: intent.caller.client,
                        began: intent.request.began)
            }
            try AttemptRows.insert(intent.attempt, of: call, into: transaction)
            let receipt = try transaction.journal.append(
                .intent(
                    CallFacts(
                        call, intent.caller, intent.request, decision: decision, scope: scope,
                        findings: intent.findings), TryFacts(intent.attempt)))
            transaction.collector(BalanceSums.self)
                .add(
                    intent.caller, keyVersion: intent.attempt.keyVersion, spent: 0,
                    held: intent.attempt.hold.nanoUSD)
            return .success(OpenCall(call: call, intent: intent, receipt: receipt))
        }
        return try answer.get()
    }

    /// Ends a call and its try: the hold goes, the cost comes.
    ///
    /// - Parameter alongside: What else is written in the same transaction, if anything; it may run twice.
    /// - Throws: `.unwritable`; the call then stays open and is abandoned at the next start, at its hold.
    package func settle(
        _ open: OpenCall, _ settlement: Settlement,
        alongside: (@Sendable (Transaction) throws -> Void)? = nil
    ) async throws(LedgerFault) {
        try await write { transaction in
            try Self.settle(open, settlement, in: transaction)
            try alongside?(transaction)
        }
    }

    /// Writes a request that was refused before any try.
    ///
    /// - Returns: Its entry in the log.
    @discardableResult
    package func refuse(_ refusal: Refusal) async throws(LedgerFault) -> EntryReceipt {
        guard file.hasRoom else { throw .diskReserve }
        return try await write { [numbers] transaction in
            let decision = try numbers.decision(refusal.decision, in: transaction)
            let call = try CallRows.insertEnded(refusal, decision: decision, into: transaction)
            let receipt = try transaction.journal.append(
                .refusal(
                    CallFacts(
                        call, refusal.caller, refusal.request, decision: decision, scope: nil,
                        findings: refusal.findings), CallEnd(refusal)))
            if let findings = refusal.findings {
                transaction.collector(DetectorDays.self)
                    .add(
                        findings, .request, client: refusal.caller.client,
                        began: refusal.request.began)
            }
            transaction.collector(RefusalSums.self)
                .add(
                    client: refusal.caller.client, rule: refusal.decision?.rule,
                    code: refusal.code, began: refusal.request.began)
            var sums = RollUpSums()
            sums.calls = 1
            transaction.collector(RollUps.self)
                .add(
                    sums,
                    to: RollUpKey(
                        caller: refusal.caller, request: refusal.request, status: .refused))
            return receipt
        }
    }

    /// Is there room on the disk for another try?
    var hasRoom: Bool { file.hasRoom }

    /// Makes one durable change.
    func write<Answer: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Answer
    ) async throws(LedgerFault) -> Answer {
        do { return try await file.writer.write(body) } catch { throw LedgerFault(error) }
    }

    /// Ends the calls that were open when Bursar died: charged at their holds, marked abandoned.
    ///
    /// Runs before anything is served, a thousand calls a transaction.
    ///
    /// - Returns: How many there were.
    package func recover(at now: Timestamp) throws(LedgerFault) -> Int {
        var count = 0
        do {
            try file.writer.writeBlocking { try FoldedHours.recall(in: $0.database) }
            while true {
                let ended = try file.writer.writeBlocking { transaction in
                    let open = try AbandonedCalls.next(1000, in: transaction.database)
                    for call in open {
                        try Self.settle(call, Self.abandonment(of: call, at: now), in: transaction)
                    }
                    return open.count
                }
                count += ended
                if ended == 0 { break }
            }
            try file.writer.writeBlocking { transaction in
                try Self.raise(to: try AbandonedCalls.floor(in: transaction.database), transaction)
            }
            return count
        } catch {
            throw LedgerFault(error)
        }
    }

    /// Notes how far all calls have ended, so that the next recovery need not look at them.
    package func raiseFloor() async throws(LedgerFault) {
        let floor: Int64
        do { floor = try await file.read { try AbandonedCalls.floor(in: $0) } } catch {
            throw .unwritable(error)
        }
        try await write { try Self.raise(to: floor, $0) }
    }

    private static func raise(to floor: Int64, _ transaction: Transaction) throws {
        try transaction.execute("UPDATE recovery SET floor = ?1 WHERE floor < ?1", [floor])
    }

    private static func abandonment(of open: OpenCall, at now: Timestamp) -> Settlement {
        let attempt = AttemptResult(
            outcome: .abandoned, code: "abandoned", usageSource: .estimated,
            cost: open.intent.attempt.hold,
            totalMilliseconds: max(
                0, now.milliseconds - open.intent.attempt.began.milliseconds))
        return Settlement(
            outcome: .abandoned, code: "abandoned", status: 0, attempt: attempt, ended: now)
    }

    private static func settle(
        _ open: OpenCall, _ ending: Settlement, in transaction: Transaction
    ) throws {
        var settlement = ending
        settlement.earlierCost = open.earlierCost
        let (intent, result) = (open.intent, settlement.attempt)
        try AttemptRows.settle(intent.attempt, of: open.call, result, in: transaction)
        try CallRows.settle(open.call, settlement, in: transaction)
        try transaction.journal.append(
            .outcome(
                CallEnd(settlement), TryEnd(intent.attempt, result), call: open.call,
                intent.request.id))
        transaction.collector(BalanceSums.self)
            .add(
                intent.caller, keyVersion: intent.attempt.keyVersion,
                spent: result.cost.nanoUSD, held: -intent.attempt.hold.nanoUSD)
        try transaction.collector(BudgetSums.self)
            .settle(intent.budgets, intent.attempt.hold, cost: result.cost, in: transaction)
        if let findings = settlement.replyFindings {
            transaction.collector(DetectorDays.self)
                .add(findings, .reply, client: intent.caller.client, began: intent.request.began)
        }
        for ended in open.earlier {
            transaction.collector(RollUps.self)
                .add(
                    ended.sums,
                    to: RollUpKey(
                        caller: intent.caller, request: intent.request,
                        status: settlement.outcome, keyVersion: ended.keyVersion,
                        upstream: ended.upstream))
        }
        var sums = RollUpSums(result)
        sums.calls = 1
        transaction.collector(Latencies.self)
            .add(intent.attempt, result, began: intent.request.began)
        if settlement.outcome == .refused {
            transaction.collector(RefusalSums.self)
                .add(
                    client: intent.caller.client, rule: intent.decision?.rule,
                    code: settlement.code, began: intent.request.began)
        }
        transaction.collector(RollUps.self)
            .add(
                sums,
                to: RollUpKey(
                    caller: intent.caller, request: intent.request, status: settlement.outcome,
                    keyVersion: intent.attempt.keyVersion, upstream: intent.attempt.upstream))
    }
}
