import Foundation
import GRDB
import Storage
import Vocabulary

/// Calls that were under way when Bursar died.
enum AbandonedCalls {
    /// Some of the open calls, oldest first.
    static func next(_ countMax: Int, in database: Database) throws -> [OpenCall] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT call.number, call.id, call.client, call.token, call.dialect, call.endpoint, call.model,
                       call.is_stream, call.began_at_ms, call.request_bytes, call.budget_scope,
                       attempt.id AS attempt_id, attempt.ordinal, attempt.upstream,
                       attempt.key_version, attempt.model_sent, attempt.price,
                       attempt.began_at_ms AS attempt_began_at_ms, attempt.hold_nano_usd
                FROM call
                JOIN attempt ON attempt.call = call.number AND attempt.outcome IS NULL
                WHERE call.outcome IS NULL AND call.number >= (SELECT floor FROM recovery)
                ORDER BY call.number
                LIMIT ?
                """,
            arguments: [countMax]
        ).map { row in
            let scope: Int64? = row["budget_scope"]
            return try openCall(
                row, budgets: scope.map { try BudgetHold.of($0, in: database) } ?? [])
        }
    }

    /// The number below which every call has ended.
    static func floor(in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT IFNULL(
                    (SELECT number FROM call
                     WHERE outcome IS NULL AND number >= (SELECT floor FROM recovery)
                     ORDER BY number
                     LIMIT 1),
                    (SELECT IFNULL(MAX(number), 0) + 1 FROM call))
                """) ?? 0
    }

    private static func openCall(_ row: Row, budgets: [BudgetHold]) throws -> OpenCall {
        guard let id = Identifier(bytes: (row["id"] as Data).array),
            let attemptID = Identifier(bytes: (row["attempt_id"] as Data).array),
            let dialect = Dialect(rawValue: row["dialect"])
        else { throw StorageFault(.unreadable, "A call's row can't be read.") }
        let request = RequestFacts(
            id: id, dialect: dialect, endpoint: row["endpoint"], model: row["model"],
            isStream: row["is_stream"], began: Timestamp(milliseconds: row["began_at_ms"]),
            bodyBytes: row["request_bytes"])
        let attempt = AttemptIntent(
            id: attemptID, ordinal: row["ordinal"], upstream: row["upstream"],
            keyVersion: row["key_version"], modelSent: row["model_sent"], price: row["price"],
            hold: NanoUSD(row["hold_nano_usd"]),
            began: Timestamp(milliseconds: row["attempt_began_at_ms"]))
        return OpenCall(
            call: row["number"],
            intent: Intent(
                caller: Caller(client: row["client"], token: row["token"]), request: request,
                attempt: attempt, budgets: budgets))
    }
}
