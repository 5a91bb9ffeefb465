import GRDB
import Policy
import Storage
import Vault
import Vocabulary

/// What an operator wants a budget to be.
package struct BudgetChange: Sendable {
    /// Whose spending it bounds.
    package let subject: PolicySubject
    /// What may be spent in a period.
    package let limit: NanoUSD
    /// When it starts over.
    package let period: BudgetPeriod
    /// By whose calendar.
    package let zone: BudgetZone
    /// Is a call refused that doesn't fit?
    package let isHard: Bool
    /// Percentages at which a warning goes out.
    package let warnAtPercents: [Int64]

    /// - Throws: `.badBudget` for percentages out of range or order.
    package init(
        subject: PolicySubject, limit: NanoUSD, period: BudgetPeriod, zone: BudgetZone,
        isHard: Bool, warnAtPercents: [Int64]
    ) throws(ClientsFault) {
        guard warnAtPercents.allSatisfy({ (1...1000).contains($0) }), warnAtPercents.count <= 16
        else {
            throw ClientsFault(
                .badBudget, "Warnings are at most 16 whole percentages from 1 to 1000.")
        }
        self.subject = subject
        self.limit = limit
        self.period = period
        self.zone = zone
        self.isHard = isHard
        self.warnAtPercents = Set(warnAtPercents).sorted()
    }
}

/// A budget with the names operators use.
package struct BudgetEntry: Sendable {
    /// 12 characters of `0-9a-z`.
    package let id: String
    /// What it is.
    package let budget: Budget
}

/// The budgets' tables; what was spent is the ledger's business.
package enum BudgetStore {
    /// Sets the budget of a subject and period: makes it, or gives it another limit from now on.
    ///
    /// - Returns: The budget, and whether it is new.
    package static func set(
        _ change: BudgetChange, id: String, at now: Timestamp, in database: Database
    ) throws -> (entry: BudgetEntry, isNew: Bool) {
        let known = try list(in: database).first {
            $0.budget.subject == change.subject && $0.budget.period == change.period
        }
        let number: Int64
        if let known {
            number = known.budget.number
        } else {
            try database.execute(
                sql: """
                    INSERT INTO budget (id, kind, subject, period, created_at_ms)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, change.subject.kind.rawValue, change.subject.number,
                    change.period.rawValue, now.milliseconds,
                ])
            number = database.lastInsertedRowID
        }
        try insert(
            Budget(
                number: number, subject: change.subject, limit: change.limit,
                period: change.period, zone: change.zone, isHard: change.isHard,
                warnAtPercents: change.warnAtPercents, raise: known?.budget.raise),
            at: now, in: database)
        return (try get(id: known?.id ?? id, in: database), known == nil)
    }

    /// Raises a budget's limit until a moment, or ends its raise.
    ///
    /// - Throws: `.noSuchBudget`, `.badBudget` for a limit that isn't higher or an end that has passed.
    package static func raise(
        id: String, _ raise: Budget.Raise?, at now: Timestamp, in database: Database
    ) throws -> BudgetEntry {
        let known = try get(id: id, in: database).budget
        if let raise, raise.limit <= known.limit || raise.end <= now {
            throw ClientsFault(
                .badBudget,
                "A raise is higher than the limit of \(known.limit.dollars) USD and ends later than "
                    + "now.")
        }
        try insert(
            Budget(
                number: known.number, subject: known.subject, limit: known.limit,
                period: known.period, zone: known.zone, isHard: known.isHard,
                warnAtPercents: known.warnAtPercents, raise: raise),
            at: now, in: database)
        return try get(id: id, in: database)
    }

    /// Ends a budget.
    ///
    /// - Throws: `.noSuchBudget`.
    package static func remove(
        id: String, at now: Timestamp, in database: Database
    ) throws -> BudgetEntry {
        let entry = try get(id: id, in: database)
        try database.execute(
            sql: "UPDATE budget SET ended_at_ms = ? WHERE number = ?",
            arguments: [now.milliseconds, entry.budget.number])
        return entry
    }

    /// The budget of an id that is in force.
    ///
    /// - Throws: `.noSuchBudget`.
    package static func get(id: String, in database: Database) throws -> BudgetEntry {
        guard let entry = try list(in: database).first(where: { $0.id == id }) else {
            throw ClientsFault(
                .noSuchBudget,
                "There is no budget \(id.prefix(32)). `bursar budget list` shows all.")
        }
        return entry
    }

    /// All budgets in force, the oldest first.
    package static func list(in database: Database) throws -> [BudgetEntry] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT budget.number, budget.id, budget.kind, budget.subject, budget.period,
                       budget_version.limit_nano_usd, budget_version.zone, budget_version.is_hard,
                       budget_version.warn_at, budget_version.raised_nano_usd,
                       budget_version.raised_until_ms
                FROM budget
                JOIN budget_version ON budget_version.budget = budget.number
                WHERE budget.ended_at_ms IS NULL
                  AND budget_version.version = (
                      SELECT MAX(last.version) FROM budget_version AS last
                      WHERE last.budget = budget.number)
                ORDER BY budget.number
                """
        ).map(entry)
    }

    private static func insert(_ budget: Budget, at now: Timestamp, in database: Database) throws {
        let percents = budget.warnAtPercents.map { String($0) }
        try database.execute(
            sql: """
                INSERT INTO budget_version (
                    budget, version, limit_nano_usd, zone, is_hard, warn_at, raised_nano_usd,
                    raised_until_ms, created_at_ms
                )
                VALUES (
                    ?1, (SELECT IFNULL(MAX(version), 0) + 1 FROM budget_version WHERE budget = ?1),
                    ?2, ?3, ?4, ?5, ?6, ?7, ?8
                )
                """,
            arguments: [
                budget.number, budget.limit.nanoUSD, budget.zone.name, budget.isHard,
                "[\(percents.joined(separator: ","))]", budget.raise?.limit.nanoUSD,
                budget.raise?.end.milliseconds, now.milliseconds,
            ])
    }

    private static func entry(_ row: Row) throws -> BudgetEntry {
        let id: String = row["id"]
        let warnAt: String = row["warn_at"]
        let raised: Int64? = row["raised_nano_usd"]
        let until: Int64? = row["raised_until_ms"]
        guard let period = BudgetPeriod(rawValue: row["period"]),
            let zone = BudgetZone(row["zone"])
        else { throw ClientsFault(.unreadable, "The row of budget \(id) can't be read.") }
        return BudgetEntry(
            id: id,
            budget: Budget(
                number: row["number"], subject: try LimitStore.subject(row),
                limit: NanoUSD(row["limit_nano_usd"]), period: period, zone: zone,
                isHard: row["is_hard"],
                warnAtPercents: warnAt.dropFirst().dropLast().split(separator: ",").compactMap {
                    Int64($0)
                },
                raise: raised.flatMap { limit in
                    until.map {
                        .init(limit: NanoUSD(limit), end: Timestamp(milliseconds: $0))
                    }
                }))
    }
}
