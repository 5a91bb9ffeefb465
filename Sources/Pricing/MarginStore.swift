import GRDB
import Vocabulary

/// The table of clients' margins.
package enum MarginStore {
    /// Sets the fraction of a client's costs that it is charged from a month on; one that was set for the same month is
    /// kept as history.
    ///
    /// - Parameters:
    ///   - client: The client's number.
    ///   - month: The beginning of a UTC month.
    package static func set(
        _ factor: PriceFactor, client: Int64, from month: Timestamp, at now: Timestamp,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE client_margin SET ended_at_ms = ?
                WHERE client = ? AND from_ms = ? AND ended_at_ms IS NULL
                """,
            arguments: [now.milliseconds, client, month.milliseconds])
        try database.execute(
            sql: """
                INSERT INTO client_margin (client, from_ms, numerator, denominator, created_at_ms)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                client, month.milliseconds, factor.numerator, factor.denominator, now.milliseconds,
            ])
    }
}
