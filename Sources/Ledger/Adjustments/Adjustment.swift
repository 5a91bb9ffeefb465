import Foundation
import GRDB
import Journal
import Storage
import Vocabulary

/// What was learned later about an attempt's cost: an amount on top of what was booked, in a row of its own.
package struct Adjustment: Sendable {
    /// Where it comes from.
    package enum Kind: String, CaseIterable, Sendable {
        /// Another price applies than was known.
        case rerate
        /// Somebody knows better, such as from an invoice.
        case manual
    }

    /// Its number in the file; 0 before it is written.
    package let number: Int64
    /// Made once by whoever asks.
    package let id: Identifier
    /// The call's number.
    package let call: Int64
    /// The try's place within the call.
    package let attempt: Int
    package let kind: Kind
    /// One line for whoever asks why.
    package let reason: String
    /// To be added to what was booked; never zero.
    package let amount: NanoUSD
    /// The price's number that a re-rating went by.
    package let price: Int64?
    /// The discount's number that a re-rating went by.
    package let factor: Int64?
    package let made: Timestamp

    /// The longest reason in characters.
    package static let reasonMax = 200

    /// The adjustments of a call, the oldest first.
    package static func all(of call: Int64, in database: Database) throws -> [Adjustment] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT number, id, call, attempt, kind, reason, amount_nano_usd, price, factor, made_at_ms
                FROM adjustment
                WHERE call = ?
                ORDER BY number
                """,
            arguments: [call]
        ).compactMap { row in
            guard let id = Identifier(bytes: row["id"] as Data),
                let kind = Kind(rawValue: row["kind"])
            else { return nil }
            return Adjustment(
                number: row["number"], id: id, call: row["call"], attempt: row["attempt"],
                kind: kind, reason: row["reason"], amount: NanoUSD(row["amount_nano_usd"]),
                price: row["price"], factor: row["factor"],
                made: Timestamp(milliseconds: row["made_at_ms"]))
        }
    }
}

/// What an attempt is to have cost, and why.
package struct Correction: Sendable {
    /// Made once by whoever asks; the same id twice changes nothing.
    package let id: Identifier
    /// The call's number.
    package let call: Int64
    package let attempt: Int
    package let kind: Adjustment.Kind
    package let reason: String
    /// The right cost: of a re-rating apart from manual adjustments, of a manual one all in all.
    package let cost: NanoUSD
    package let price: Int64?
    package let factor: Int64?

    package init(
        id: Identifier, call: Int64, attempt: Int, kind: Adjustment.Kind, reason: String,
        cost: NanoUSD, price: Int64? = nil, factor: Int64? = nil
    ) {
        self.id = id
        self.call = call
        self.attempt = attempt
        self.kind = kind
        self.reason = reason
        self.cost = cost
        self.price = price
        self.factor = factor
    }
}

/// What became of a correction.
package enum CorrectionResult: Sendable {
    /// A row was written with this amount.
    case adjusted(Adjustment)
    /// The books say so already.
    case unchanged
    /// The attempt is under way, or there is none such.
    case notSettled
}

extension Ledger {
    /// Brings the books to what attempts are said to have cost: adds a row for each difference, and its amount to
    /// balances, budgets' windows and roll-ups, all in one transaction.
    ///
    /// - Parameter alongside: What else is written in the same transaction for what was adjusted; it may run twice.
    /// - Throws: `.unwritable`; then nothing was written.
    package func correct(
        _ corrections: [Correction], at now: Timestamp,
        alongside: (@Sendable (Transaction, [Adjustment]) throws -> Void)? = nil
    ) async throws(LedgerFault) -> [CorrectionResult] {
        try await write { transaction in
            // What others of this transaction changed is theirs.
            try transaction.journal.noteHouse(at: now, in: transaction)
            let results = try corrections.map { try Self.correct($0, at: now, in: transaction) }
            let made = results.compactMap { result -> Adjustment? in
                if case .adjusted(let adjustment) = result { return adjustment }
                return nil
            }
            if !made.isEmpty { try alongside?(transaction, made) }
            return results
        }
    }

    private static func correct(
        _ correction: Correction, at now: Timestamp, in transaction: Transaction
    ) throws -> CorrectionResult {
        let database = transaction.database
        if let known = try Adjustment.all(of: correction.call, in: database)
            .first(where: { $0.id == correction.id })
        {
            return .adjusted(known)
        }
        guard let booked = try BookedAttempt.find(correction, in: database) else {
            return .notSettled
        }
        let before = correction.kind == .rerate ? booked.rerated : booked.net
        // What was agreed by hand stays on top of a re-rating, as long as nothing falls below zero.
        let amount = max(correction.cost.nanoUSD - before, -booked.net)
        guard amount != 0 else { return .unchanged }
        try transaction.execute(
            """
            INSERT INTO adjustment (id, call, attempt, kind, reason, amount_nano_usd, price, factor, made_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                correction.id.bytes.data, correction.call, correction.attempt,
                correction.kind.rawValue, correction.reason, amount, correction.price,
                correction.factor, now.milliseconds,
            ])
        let number = database.lastInsertedRowID
        transaction.collector(BalanceSums.self)
            .add(booked.caller, keyVersion: booked.keyVersion, spent: amount, held: 0)
        try transaction.collector(BudgetSums.self)
            .settle(booked.budgets, .zero, cost: NanoUSD(amount), in: transaction)
        var sums = RollUpSums()
        sums.adjustmentNanoUSD = amount
        transaction.collector(RollUps.self).add(sums, to: booked.rollUp)
        return .adjusted(
            Adjustment(
                number: number, id: correction.id, call: correction.call,
                attempt: correction.attempt, kind: correction.kind, reason: correction.reason,
                amount: NanoUSD(amount), price: correction.price, factor: correction.factor,
                made: now))
    }
}

/// A settled attempt as the books have it.
private struct BookedAttempt {
    let caller: Caller
    let keyVersion: Int64
    /// What the roll-ups count it under.
    let rollUp: RollUpKey
    let budgets: [BudgetHold]
    /// What was booked, and with re-ratings.
    let rerated: Int64
    /// All in all.
    let net: Int64

    static func find(_ correction: Correction, in database: Database) throws -> BookedAttempt? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT call.client, call.token, call.model, call.outcome, call.began_at_ms, call.budget_scope,
                       attempt.key_version, attempt.upstream, attempt.cost_nano_usd,
                       (SELECT IFNULL(SUM(amount_nano_usd), 0) FROM adjustment
                        WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal
                            AND kind = 'rerate') AS rerated,
                       (SELECT IFNULL(SUM(amount_nano_usd), 0) FROM adjustment
                        WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal)
                           AS adjusted
                FROM attempt
                JOIN call ON call.number = attempt.call
                WHERE attempt.call = ? AND attempt.ordinal = ?
                    AND attempt.outcome IS NOT NULL AND call.outcome IS NOT NULL
                """,
            arguments: [correction.call, correction.attempt])
        guard let row else { return nil }
        let (cost, scope): (Int64, Int64?) = (row["cost_nano_usd"], row["budget_scope"])
        let caller = Caller(client: row["client"], token: row["token"])
        return BookedAttempt(
            caller: caller, keyVersion: row["key_version"],
            rollUp: RollUpKey(
                began: Timestamp(milliseconds: row["began_at_ms"]), caller: caller,
                keyVersion: row["key_version"], model: row["model"], upstream: row["upstream"],
                status: row["outcome"]),
            budgets: try scope.map { try BudgetHold.of($0, in: database) } ?? [],
            rerated: cost + (row["rerated"] as Int64), net: cost + (row["adjusted"] as Int64))
    }
}
