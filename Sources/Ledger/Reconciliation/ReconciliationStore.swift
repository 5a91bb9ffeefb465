import Foundation
import GRDB
import Vocabulary

/// What comparisons with providers' exports found, kept for a report.
package enum ReconciliationStore {
    /// The most differences of one comparison that are kept.
    package static let differencesMax = 10_000

    /// Keeps one comparison.
    ///
    /// - Parameters:
    ///   - form: What the file was, such as `openai-usage`.
    ///   - sha256: The file's digest.
    ///   - isPart: Did it say that it has further pages?
    ///   - upstream: The upstream's number.
    package static func add(
        _ days: [ReconciledDay], form: String, sha256: [UInt8], isPart: Bool, upstream: Int64,
        at now: Timestamp, in database: Database
    ) throws {
        let differing = days.filter { $0.difference != nil }
        try database.execute(
            sql: """
                INSERT INTO reconciliation (upstream, form, sha256, same, differing, is_part, made_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                upstream, form, Data(sha256), days.count - differing.count, differing.count,
                isPart, now.milliseconds,
            ])
        let number = database.lastInsertedRowID
        // Of what an export of costs doesn't have the provider charged nothing.
        let nothing: Int64? = days.contains { $0.there?.cost != nil } ? 0 : nil
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO reconciliation_difference
                    (reconciliation, ordinal, day_ms, key, model, kind, here_nano_usd, there_nano_usd, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (index, day) in differing.prefix(differencesMax).enumerated() {
            try statement.execute(arguments: [
                number, index + 1, day.group.day.milliseconds, day.group.key, day.group.model,
                day.difference?.rawValue, day.here?.cost?.rounded.nanoUSD,
                day.there.map { $0.cost?.rounded.nanoUSD } ?? nothing, day.note,
            ])
        }
    }
}
