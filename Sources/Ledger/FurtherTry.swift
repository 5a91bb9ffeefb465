import Journal
import Storage
import Vocabulary

/// A try that ended and was followed by another: what it adds to the call's end.
struct EndedTry: Sendable {
    let keyVersion: Int64
    let upstream: Int64
    let sums: RollUpSums

    /// - Parameters:
    ///   - attempt: The try.
    ///   - result: How it ended.
    init(_ attempt: AttemptIntent, _ result: AttemptResult) {
        self.init(
            keyVersion: attempt.keyVersion, upstream: attempt.upstream, sums: RollUpSums(result))
    }

    init(keyVersion: Int64, upstream: Int64, sums: RollUpSums) {
        self.keyVersion = keyVersion
        self.upstream = upstream
        self.sums = sums
    }
}

extension RollUpSums {
    /// One try; the call counts at its last.
    init(_ result: AttemptResult) {
        self.init(usage: result.usage)
        attempts = 1
        estimated = result.usageSource == .estimated ? 1 : 0
        unpriced = result.isUnpriced ? 1 : 0
        costNanoUSD = result.cost.nanoUSD
        cacheSavedNanoUSD = result.cacheSavedNanoUSD ?? 0
    }
}

extension OpenCall {
    /// What its earlier tries cost.
    package var earlierCost: NanoUSD { NanoUSD(earlier.reduce(0) { $0 + $1.sums.costNanoUSD }) }
}

/// A call's further tries: each has its own row and its own hold, in the books before it is sent.
extension Ledger {
    /// Ends a call's try and begins another in one transaction, if every hard budget has room for its hold beside what
    /// the ended one cost.
    ///
    /// - Parameters:
    ///   - result: How the try that is under way ended.
    ///   - attempt: The next one, with the next ordinal.
    /// - Throws: `.unwritable`, `.diskReserve` or `.budgetFull`; then nothing was written, and nothing may be sent.
    package func retry(
        _ open: OpenCall, after result: AttemptResult, with attempt: AttemptIntent
    ) async throws(LedgerFault) -> OpenCall {
        guard hasRoom else { throw .diskReserve }
        let answer: Result<OpenCall, LedgerFault> = try await write { transaction in
            let (intent, ended) = (open.intent, open.intent.attempt)
            let budgets = transaction.collector(BudgetSums.self)
            try budgets.settle(intent.budgets, ended.hold, cost: result.cost, in: transaction)
            if let refusal = try budgets.hold(intent.budgets, attempt.hold, in: transaction) {
                // As it was: the try goes on to its own end.
                try budgets.settle(
                    intent.budgets, NanoUSD(-ended.hold.nanoUSD),
                    cost: NanoUSD(-result.cost.nanoUSD),
                    in: transaction)
                return .failure(.budgetFull(refusal))
            }
            try AttemptRows.settle(
                ended, of: open.call, result, hasLeaf: true, in: transaction)
            try transaction.journal.append(
                .attemptEnd(TryEnd(ended, result), call: open.call, intent.request.id))
            try AttemptRows.insertFurther(attempt, of: open.call, into: transaction)
            try transaction.journal.append(
                .attempt(TryFacts(attempt), call: open.call, intent.request.id))
            let balances = transaction.collector(BalanceSums.self)
            balances.add(
                intent.caller, keyVersion: ended.keyVersion, spent: result.cost.nanoUSD,
                held: -ended.hold.nanoUSD)
            balances.add(
                intent.caller, keyVersion: attempt.keyVersion, spent: 0,
                held: attempt.hold.nanoUSD)
            transaction.collector(Latencies.self).add(ended, result, began: intent.request.began)
            var next = open
            next.intent.attempt = attempt
            next.earlier.append(EndedTry(ended, result))
            return .success(next)
        }
        return try answer.get()
    }
}
