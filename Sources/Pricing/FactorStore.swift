import GRDB
import Vocabulary

/// The table of discounts and surcharges.
package enum FactorStore {
    /// Puts a factor on an upstream's costs, or takes the one that is there away; what was is kept as history.
    ///
    /// - Returns: The factor under its number; `nil` when there is none any more.
    @discardableResult
    package static func set(
        _ factor: PriceFactor?, upstream: Int64, at now: Timestamp, in database: Database
    ) throws -> PriceFactor? {
        if let factor, let known = try current(in: database)[upstream],
            known.text == factor.text
        {
            return known
        }
        try database.execute(
            sql:
                "UPDATE price_factor SET ended_at_ms = ? WHERE upstream = ? AND ended_at_ms IS NULL",
            arguments: [now.milliseconds, upstream])
        guard let factor else { return nil }
        try database.execute(
            sql: """
                INSERT INTO price_factor (upstream, numerator, denominator, created_at_ms)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [upstream, factor.numerator, factor.denominator, now.milliseconds])
        return factor.numbered(database.lastInsertedRowID)
    }

    /// The factors in force, by the upstream's number.
    package static func current(in database: Database) throws -> [Int64: PriceFactor] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, upstream, numerator, denominator
                FROM price_factor
                WHERE ended_at_ms IS NULL
                """)
        var factors: [Int64: PriceFactor] = [:]
        for row in rows { factors[row["upstream"]] = try factor(row) }
        return factors
    }

    /// The factor that a row of the ledger names, current or not.
    package static func find(number: Int64, in database: Database) throws -> PriceFactor? {
        try Row.fetchOne(
            database,
            sql: "SELECT number, numerator, denominator FROM price_factor WHERE number = ?",
            arguments: [number]
        ).map(factor)
    }

    private static func factor(_ row: Row) throws -> PriceFactor {
        guard
            let factor = PriceFactor(
                number: row["number"], numerator: row["numerator"], denominator: row["denominator"])
        else { throw PricingFault(.unreadable, "A discount can't be read.") }
        return factor
    }
}
