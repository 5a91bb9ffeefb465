import GRDB
import Storage
import Synchronization
import Vocabulary

/// The hours that are counted in days, months and totals: folded as they pass, so that a call writes its hour only.
package enum FoldedHours {
    /// An hour is folded when so much time has passed since its end.
    package static let delayMilliseconds: Int64 = 120_000

    private static let bound = Atomic<Int64>(0)

    /// No data file of this process has folded an hour that begins at or after this; a file may have folded less.
    static var mayBeBelow: Int64 { bound.load(ordering: .relaxed) }

    /// Must be called before hours below this are folded, or are found so in a file.
    static func raise(to below: Int64) {
        bound.max(below, ordering: .sequentiallyConsistent)
    }

    /// What a file says; read when it is opened.
    static func recall(in database: Database) throws {
        raise(to: try Int64.fetchOne(database, sql: "SELECT below_ms FROM fold") ?? 0)
    }

    /// Folds the oldest hour that isn't, if it has passed.
    ///
    /// - Returns: Was there one?
    static func foldNext(at now: Timestamp, in transaction: Transaction) throws -> Bool {
        let hour: Int64 = 3_600_000
        let next = try Int64.fetchOne(
            transaction.database,
            sql: """
                SELECT hour_ms FROM roll_up_hour
                WHERE hour_ms >= (SELECT below_ms FROM fold) ORDER BY hour_ms LIMIT 1
                """)
        guard let next, next + hour + delayMilliseconds <= now.milliseconds else { return false }
        // Before the transaction commits, so that no call that ends late can miss it.
        raise(to: next + hour)
        let month = Timestamp(milliseconds: next).month.milliseconds
        let day = next / 86_400_000 * 86_400_000
        try transaction.execute(daily, [day, next])
        try transaction.execute(monthly, [month, next])
        try transaction.execute(total, [day, next])
        for kind in RollUpColumns.shares {
            try transaction.execute(share("roll_up_share_day", kind, "day_ms"), [day, next])
            try transaction.execute(share("roll_up_share_month", kind, "month_ms"), [month, next])
        }
        try transaction.execute("UPDATE fold SET below_ms = ?", [next + hour])
        return true
    }

    private static let daily = """
        INSERT INTO roll_up_day (day_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list))
        SELECT ?, \(RollUpColumns.dimensions), \(RollUpColumns.list) FROM roll_up_hour WHERE hour_ms = ?
        \(RollUpColumns.addition)
        """
    private static let monthly = """
        INSERT INTO roll_up_month (month_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list))
        SELECT ?, \(RollUpColumns.dimensions), \(RollUpColumns.list) FROM roll_up_hour WHERE hour_ms = ?
        \(RollUpColumns.addition)
        """
    private static let total = """
        INSERT INTO roll_up_total (day_ms, status, \(RollUpColumns.list))
        SELECT ?, status, \(RollUpColumns.summed)
        FROM roll_up_hour WHERE hour_ms = ? GROUP BY status
        \(RollUpColumns.addition)
        """

    private static func share(
        _ table: StaticString, _ kind: String, _ start: StaticString
    ) -> String {
        """
        INSERT INTO \(table) (kind, \(start), subject, status, \(RollUpColumns.list))
        SELECT '\(kind)', ?, \(kind), status, \(RollUpColumns.summed)
        FROM roll_up_hour WHERE hour_ms = ? GROUP BY \(kind), status
        \(RollUpColumns.addition)
        """
    }
}

extension Ledger {
    /// Folds the hours that have passed, each in a transaction of its own.
    ///
    /// - Parameter countMax: At most so many.
    /// - Returns: How many.
    @discardableResult
    package func fold(at now: Timestamp, countMax: Int = .max) async throws(LedgerFault) -> Int {
        var count = 0
        while count < countMax, try await write({ try FoldedHours.foldNext(at: now, in: $0) }) {
            count += 1
        }
        return count
    }
}
