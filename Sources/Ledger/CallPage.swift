import GRDB
import Storage
import Vocabulary

/// One page of calls, the newest first. Calls that didn't end well have indexes of their own; where only a client's are asked
/// for, the roll-ups say which hours hold any, so that a rare one is found among millions without an index that each call
/// would pay for.
struct CallPage {
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    /// Only calls older than this one.
    var before: Identifier?
    /// Only those that began then or later.
    var since: Timestamp?
    /// Only this client's, by number.
    var client: Int64?
    /// Only those that ended so.
    var outcome: String?
    /// At most so many.
    var countMax: Int

    /// The calls' rows, as `CallRecord` reads them.
    func rows(in database: Database) throws -> [Row] {
        let low = since?.milliseconds ?? 0
        let high = before.map { Int64($0.high >> 16) + 1 } ?? Self.end
        if let outcome, outcome != CallOutcome.ok.rawValue {
            return try rows(endedIn: outcome, low, in: database)
        }
        guard client != nil || outcome != nil else {
            return try rows(low, high, countMax, in: database)
        }
        // What isn't in the roll-ups of days, or may be under way, is looked at call by call.
        let edge = max(low, min(high, try Self.edge(in: database)))
        var found = try rows(edge, high, countMax, in: database)
        let oldest = max(
            low / Self.hour * Self.hour,
            try Int64.fetchOne(database, sql: "SELECT below_ms FROM pruned") ?? 0)
        var next = edge
        while found.count < countMax, let hour = try previousHour(next, oldest, in: database) {
            found += try rows(
                max(low, hour), min(edge, hour + Self.hour), countMax - found.count, in: database)
            next = hour
        }
        return found
    }

    private static let end: Int64 = 253_402_300_800_000

    /// The first moment that needs a look at every call.
    private static func edge(in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT MIN((SELECT below_ms FROM fold),
                           IFNULL((SELECT began_at_ms / 3600000 * 3600000 FROM call
                                   WHERE number >= (SELECT floor FROM recovery) ORDER BY number LIMIT 1),
                                  (SELECT below_ms FROM fold)))
                """) ?? 0
    }

    /// Those that ended otherwise than well, by index.
    private func rows(
        endedIn outcome: String, _ from: Int64, in database: Database
    ) throws -> [Row] {
        let index = client == nil ? "call_not_ok" : "call_of_client_not_ok"
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(CallRecord.columns)
                FROM call INDEXED BY \(index)
                \(Self.names)
                WHERE call.outcome <> 'ok' AND call.outcome = :outcome
                  AND call.id >= :from AND call.id < :before
                  AND \(client == nil ? ":client IS NULL" : "call.client = :client")
                ORDER BY call.id DESC
                LIMIT :count
                """)
        return try Row.fetchAll(
            statement,
            arguments: [
                "outcome": outcome, "from": UsageQuery.firstID(from),
                "before": before?.bytes.data ?? UsageQuery.firstID(Self.end), "client": client,
                "count": countMax,
            ])
    }

    private static let names = """
        LEFT JOIN client ON client.number = call.client
        LEFT JOIN token ON token.number = call.token
        LEFT JOIN decision ON decision.number = call.decision
        """

    private func rows(
        _ from: Int64, _ to: Int64, _ count: Int, in database: Database
    ) throws -> [Row] {
        guard from < to, count > 0 else { return [] }
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(CallRecord.columns)
                FROM call
                \(Self.names)
                WHERE call.id >= :from AND call.id < :to
                  AND (:before IS NULL OR call.id < :before)
                  AND (:client IS NULL OR +call.client = :client)
                  AND (:outcome IS NULL OR call.outcome = :outcome)
                ORDER BY call.id DESC
                LIMIT :count
                """)
        return try Row.fetchAll(
            statement,
            arguments: [
                "from": UsageQuery.firstID(from), "to": UsageQuery.firstID(to),
                "before": before?.bytes.data, "client": client, "outcome": outcome, "count": count,
            ])
    }

    /// The last hour before another that holds any, not before the oldest.
    private func previousHour(
        _ next: Int64, _ oldest: Int64, in database: Database
    ) throws -> Int64? {
        var end = next
        while end > oldest {
            let start = (end - 1) / Self.day * Self.day
            var hour = (end - 1) / Self.hour * Self.hour
            while hour >= max(start, oldest) {
                if try has("roll_up_hour", "hour_ms", hour, in: database) { return hour }
                hour -= Self.hour
            }
            guard let earlier = try previousDay(start, oldest, in: database) else { return nil }
            end = earlier + Self.day
        }
        return nil
    }

    private func previousDay(
        _ next: Int64, _ oldest: Int64, in database: Database
    ) throws -> Int64? {
        var day = next - Self.day
        while day > oldest - Self.day {
            let month = Timestamp(milliseconds: day).month.milliseconds
            guard try has("roll_up_share_month", "month_ms", month, in: database) else {
                day = month - Self.day
                continue
            }
            while day >= month, day > oldest - Self.day {
                if try has("roll_up_share_day", "day_ms", day, in: database) { return day }
                day -= Self.day
            }
        }
        return nil
    }

    /// Does a roll-up hold any?
    private func has(
        _ table: StaticString, _ column: StaticString, _ start: Int64, in database: Database
    ) throws -> Bool {
        let isHour = table.description == "roll_up_hour"
        let subject = isHour ? "client" : "kind = 'client' AND subject"
        let kind = isHour ? "" : "kind = 'client' AND "
        let statement = try database.cachedStatement(
            sql: """
                SELECT 1 FROM \(table)
                WHERE \(column) = :start
                  AND \(client == nil ? kind + "1" : subject + " = :client")
                  AND (:outcome IS NULL OR status = :outcome) AND (:client IS NULL OR 1)
                LIMIT 1
                """)
        return try Bool.fetchOne(
            statement, arguments: ["start": start, "client": client, "outcome": outcome]) != nil
    }
}
