import GRDB
import Vocabulary

/// The discounts and surcharges at one upstream.
package struct UpstreamFactors: Hashable, Sendable {
    /// That of all its calls.
    package var own: PriceFactor?
    /// Those of single keys, by the key's number: each in the place of `own`.
    package var keys: [Int64: PriceFactor] = [:]

    package init(own: PriceFactor? = nil, keys: [Int64: PriceFactor] = [:]) {
        self.own = own
        self.keys = keys
    }
}

/// The table of discounts and surcharges.
package enum FactorStore {
    /// Puts a factor on the costs at an upstream, or on those of one of its keys, or takes the one that is there away; what
    /// was is kept as history.
    ///
    /// - Returns: The factor under its number; `nil` when there is none any more.
    @discardableResult
    package static func set(
        _ factor: PriceFactor?, upstream: Int64, key: Int64? = nil, at now: Timestamp,
        in database: Database
    ) throws -> PriceFactor? {
        let there = try current(in: database)[upstream]
        if let factor, let known = key.map({ there?.keys[$0] }) ?? there?.own,
            known.text == factor.text
        {
            return known
        }
        try database.execute(
            sql: """
                UPDATE price_factor SET ended_at_ms = ?
                WHERE upstream = ? AND key IS ? AND ended_at_ms IS NULL
                """,
            arguments: [now.milliseconds, upstream, key])
        guard let factor else { return nil }
        try database.execute(
            sql: """
                INSERT INTO price_factor (upstream, key, numerator, denominator, created_at_ms)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [upstream, key, factor.numerator, factor.denominator, now.milliseconds])
        return factor.numbered(database.lastInsertedRowID)
    }

    /// The factors in force, by the upstream's number.
    package static func current(in database: Database) throws -> [Int64: UpstreamFactors] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, upstream, key, numerator, denominator
                FROM price_factor
                WHERE ended_at_ms IS NULL
                """)
        var factors: [Int64: UpstreamFactors] = [:]
        for row in rows {
            let made = try factor(row)
            let key: Int64? = row["key"]
            if let key {
                factors[row["upstream"], default: UpstreamFactors()].keys[key] = made
            } else {
                factors[row["upstream"], default: UpstreamFactors()].own = made
            }
        }
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
