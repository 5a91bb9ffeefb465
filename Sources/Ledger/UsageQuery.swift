import Foundation
import GRDB
import Storage
import Vocabulary

/// What usage may be grouped by.
package enum UsageDimension: String, CaseIterable, Sendable {
    case day
    case client
    case token
    case key
    case keyVersion = "key_version"
    case model
    case upstream
    case status
}

/// Who used how much, for how much: sums over ended calls.
package struct UsageQuery: Sendable {
    /// What the rows are grouped by; empty asks for one row.
    package var dimensions: Set<UsageDimension> = []
    /// Calls that began at or after this; `nil` for all.
    package var since: Timestamp?
    /// Calls that began before this; `nil` for all.
    package var until: Timestamp?
    /// Only this client's, this token's calls, by number.
    package var client: Int64?
    package var token: Int64?

    package init() {}

    /// One group of calls. Fields that weren't asked for are `nil`.
    package struct Row: Sendable, Hashable {
        /// The start of a UTC day.
        package var day: Timestamp?
        package var client: String?
        package var token: String?
        /// The key's public id; empty for calls that no key served.
        package var key: String?
        /// What operators call the key.
        package var keyName: String?
        package var keyVersion: Int64?
        package var model: String?
        package var upstream: String?
        package var status: String?
        package var calls: Int64
        package var attempts: Int64
        package var estimated: Int64
        package var abandoned: Int64
        package var usage: TokenUsage
        /// What was booked when they were settled.
        package var cost: NanoUSD
        /// What was learned later, on top of it.
        package var adjustment: NanoUSD
        /// All in all; 64 bits' most when it is beyond.
        package var net: NanoUSD { cost.adding(adjustment) ?? NanoUSD(.max) }
    }

    /// Runs the query: whole months, days and hours from the roll-ups, the hours at the edges from the calls.
    package func rows(in database: Database) throws -> [Row] {
        // Totals of days, or sums by one dimension, are enough for who asks for no more.
        let isFiltered = client != nil || token != nil
        let isTotal = !isFiltered && dimensions.isSubset(of: [.day, .status])
        let share = isFiltered ? nil : Self.share(of: dimensions)
        let span = try UsageSpan(
            since: since, until: until, hasMonths: !isTotal && !dimensions.contains(.day),
            in: database)
        let isWhole = !isTotal && share == nil
        let arguments: StatementArguments = [
            "total_from": isTotal ? span.dayFrom : 0, "total_to": isTotal ? span.dayTo : 0,
            "share": share,
            "month_from": span.monthFrom, "month_to": isTotal ? span.monthFrom : span.monthTo,
            "day_from": isTotal ? span.dayTo : span.dayFrom, "day_to": span.dayTo,
            "is_whole": isWhole,
            "hour_from": span.hourFrom, "hour_until_days": span.dayFrom,
            "hour_after_days": span.dayTo, "hour_to": span.hourTo,
            "from_id": Self.firstID(span.from), "hour_from_id": Self.firstID(span.hourFrom),
            "hour_to_id": Self.firstID(span.hourTo), "to_id": Self.firstID(span.to),
            "by_day": dimensions.contains(.day), "by_client": dimensions.contains(.client),
            "by_token": dimensions.contains(.token), "by_key": dimensions.contains(.key),
            "by_key_version": dimensions.contains(.keyVersion),
            "by_model": dimensions.contains(.model), "by_upstream": dimensions.contains(.upstream),
            "by_status": dimensions.contains(.status), "only_client": client, "only_token": token,
        ]
        return try GRDB.Row.fetchAll(database, sql: Self.sql, arguments: arguments).map(Self.row)
    }

    /// The one dimension, besides day and status, that has sums of its own.
    private static func share(of dimensions: Set<UsageDimension>) -> String? {
        switch dimensions.subtracting([.day, .status]) {
        case [.client]: "client"
        case [.token]: "token"
        case [.key], [.keyVersion], [.key, .keyVersion]: "key_version"
        case [.model]: "model"
        case [.upstream]: "upstream"
        default: nil
        }
    }

    /// The first identifier of a moment, as stored.
    static func firstID(_ milliseconds: Int64) -> Data {
        Data((0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) })
            + Data(count: 10)
    }

    private static func row(_ row: GRDB.Row) -> Row {
        return Row(
            day: (row["day"] as Int64?).map(Timestamp.init(milliseconds:)), client: row["client"],
            token: row["token"], key: row["key"], keyName: row["key_name"],
            keyVersion: row["key_version"],
            model: row["model"], upstream: row["upstream"], status: row["status"],
            calls: row["calls"], attempts: row["attempts"], estimated: row["estimated"],
            abandoned: row["abandoned"], usage: TokenUsage(row),
            cost: NanoUSD(row["cost_nano_usd"]),
            adjustment: NanoUSD(row["adjustment_nano_usd"]))
    }

    private static let sums = RollUpColumns.list
    private static let shared = """
        CASE kind WHEN 'client' THEN subject ELSE 0 END, CASE kind WHEN 'token' THEN subject ELSE 0 END,
        CASE kind WHEN 'key_version' THEN subject ELSE 0 END, CASE kind WHEN 'model' THEN subject ELSE '' END,
        CASE kind WHEN 'upstream' THEN subject ELSE 0 END
        """

    private static let sql = """
        WITH part AS (
            SELECT day_ms AS day, 0 AS client, 0 AS token, 0 AS key_version, '' AS model, 0 AS upstream, status, \(sums)
            FROM roll_up_total
            WHERE day_ms >= :total_from AND day_ms < :total_to
            UNION ALL
            SELECT month_ms, client, token, key_version, model, upstream, status, \(sums)
            FROM roll_up_month
            WHERE :is_whole AND month_ms >= :month_from AND month_ms < :month_to
            UNION ALL
            SELECT day_ms, client, token, key_version, model, upstream, status, \(sums)
            FROM roll_up_day
            WHERE :is_whole AND day_ms >= :day_from AND day_ms < :month_from
            UNION ALL
            SELECT day_ms, client, token, key_version, model, upstream, status, \(sums)
            FROM roll_up_day
            WHERE :is_whole AND day_ms >= :month_to AND day_ms < :day_to
            UNION ALL
            SELECT month_ms, \(shared), status, \(sums)
            FROM roll_up_share_month
            WHERE kind = :share AND month_ms >= :month_from AND month_ms < :month_to
            UNION ALL
            SELECT day_ms, \(shared), status, \(sums)
            FROM roll_up_share_day
            WHERE kind = :share AND day_ms >= :day_from AND day_ms < :month_from
            UNION ALL
            SELECT day_ms, \(shared), status, \(sums)
            FROM roll_up_share_day
            WHERE kind = :share AND day_ms >= :month_to AND day_ms < :day_to
            UNION ALL
            SELECT hour_ms / 86400000 * 86400000, client, token, key_version, model, upstream, status, \(sums)
            FROM roll_up_hour
            WHERE hour_ms >= :hour_from AND hour_ms < :hour_until_days
            UNION ALL
            SELECT hour_ms / 86400000 * 86400000, client, token, key_version, model, upstream, status, \(sums)
            FROM roll_up_hour
            WHERE hour_ms >= :hour_after_days AND hour_ms < :hour_to
            UNION ALL
            SELECT began_at_ms / 86400000 * 86400000, client, token, key_version, model, upstream, status, \(sums)
            FROM usage_row
            WHERE call_id >= :from_id AND call_id < :hour_from_id
            UNION ALL
            SELECT began_at_ms / 86400000 * 86400000, client, token, key_version, model, upstream, status, \(sums)
            FROM usage_row
            WHERE call_id >= :hour_to_id AND call_id < :to_id
        ), grouped AS (
            SELECT CASE WHEN :by_day THEN part.day END AS day,
                   CASE WHEN :by_client THEN part.client END AS client,
                   CASE WHEN :by_token THEN part.token END AS token,
                   CASE WHEN :by_key THEN IFNULL(key_version.key, 0) END AS key,
                   CASE WHEN :by_key_version THEN IFNULL(key_version.version, 0) END AS key_version,
                   CASE WHEN :by_model THEN part.model END AS model,
                   CASE WHEN :by_upstream THEN part.upstream END AS upstream,
                   CASE WHEN :by_status THEN part.status END AS status,
                   SUM(calls) AS calls,
                   SUM(attempts) AS attempts,
                   SUM(estimated) AS estimated,
                   SUM(unpriced) AS unpriced,
                   SUM(CASE WHEN part.status = 'abandoned' THEN calls ELSE 0 END) AS abandoned,
                   SUM(fresh_input_tokens) AS fresh_input_tokens,
                   SUM(cache_read_tokens) AS cache_read_tokens,
                   SUM(cache_write_5m_tokens) AS cache_write_5m_tokens,
                   SUM(cache_write_1h_tokens) AS cache_write_1h_tokens,
                   SUM(visible_output_tokens) AS visible_output_tokens,
                   SUM(reasoning_tokens) AS reasoning_tokens,
                   SUM(audio_input_tokens) AS audio_input_tokens,
                   SUM(audio_output_tokens) AS audio_output_tokens,
                   SUM(images) AS images,
                   SUM(searches) AS searches,
                   SUM(cost_nano_usd) AS cost_nano_usd,
                   SUM(cache_saved_nano_usd) AS cache_saved_nano_usd,
                   SUM(adjustment_nano_usd) AS adjustment_nano_usd
            FROM part
            LEFT JOIN key_version ON key_version.number = part.key_version
            WHERE (:only_client IS NULL OR part.client = :only_client)
              AND (:only_token IS NULL OR part.token = :only_token)
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        )
        SELECT grouped.day,
               CASE WHEN grouped.client IS NOT NULL THEN IFNULL(client.name, '') END AS client,
               CASE WHEN grouped.token IS NOT NULL THEN IFNULL(token.id, '') END AS token,
               CASE WHEN grouped.key IS NOT NULL THEN IFNULL(upstream_key.id, '') END AS key,
               CASE WHEN grouped.key IS NOT NULL THEN IFNULL(upstream_key.name, '') END AS key_name,
               grouped.key_version,
               grouped.model,
               CASE WHEN grouped.upstream IS NOT NULL THEN IFNULL(upstream.name, '') END AS upstream,
               grouped.status, \(sums), abandoned
        FROM grouped
        LEFT JOIN client ON client.number = grouped.client
        LEFT JOIN token ON token.number = grouped.token
        LEFT JOIN upstream_key ON upstream_key.number = grouped.key
        LEFT JOIN upstream ON upstream.number = grouped.upstream
        ORDER BY grouped.day, client, token, key, grouped.key_version, grouped.model, upstream, grouped.status
        """
}
