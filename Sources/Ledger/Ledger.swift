import GRDB
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
            let call = try CallRows.insert(
                intent.caller, intent.request,
                decision: try numbers.decision(intent.decision, in: transaction),
                scope: try numbers.scope(intent.budgets, in: transaction), into: transaction)
            try AttemptRows.insert(intent.attempt, of: call, into: transaction)
            transaction.collector(BalanceSums.self)
                .add(
                    intent.caller, keyVersion: intent.attempt.keyVersion, spent: 0,
                    held: intent.attempt.hold.nanoUSD)
            return .success(OpenCall(call: call, intent: intent))
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
    package func refuse(_ refusal: Refusal) async throws(LedgerFault) {
        guard file.hasRoom else { throw .diskReserve }
        try await write { [numbers] transaction in
            try CallRows.insertEnded(
                refusal, decision: try numbers.decision(refusal.decision, in: transaction),
                into: transaction)
            var sums = RollUpSums()
            sums.calls = 1
            transaction.collector(RollUps.self)
                .add(
                    sums,
                    to: RollUpKey(
                        caller: refusal.caller, request: refusal.request, status: .refused))
        }
    }

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
        _ open: OpenCall, _ settlement: Settlement, in transaction: Transaction
    ) throws {
        let (intent, result) = (open.intent, settlement.attempt)
        try AttemptRows.settle(intent.attempt, of: open.call, result, in: transaction)
        try CallRows.settle(open.call, settlement, in: transaction)
        transaction.collector(BalanceSums.self)
            .add(
                intent.caller, keyVersion: intent.attempt.keyVersion,
                spent: result.cost.nanoUSD, held: -intent.attempt.hold.nanoUSD)
        try transaction.collector(BudgetSums.self)
            .settle(intent.budgets, intent.attempt.hold, cost: result.cost, in: transaction)
        var sums = RollUpSums(usage: result.usage)
        sums.calls = 1
        sums.attempts = 1
        sums.estimated = result.usageSource == .estimated ? 1 : 0
        sums.costNanoUSD = result.cost.nanoUSD
        transaction.collector(RollUps.self)
            .add(
                sums,
                to: RollUpKey(
                    caller: intent.caller, request: intent.request, status: settlement.outcome,
                    keyVersion: intent.attempt.keyVersion, upstream: intent.attempt.upstream))
    }
}
