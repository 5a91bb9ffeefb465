import Storage
import Vocabulary

/// What a roll-up counts a call under.
struct RollUpKey: Hashable {
    /// The start of the UTC hour the call began in.
    let hourMilliseconds: Int64
    let caller: Caller
    let keyVersion: Int64
    let model: String
    let upstream: Int64
    let status: String

    init(
        caller: Caller, request: RequestFacts, status: CallOutcome, keyVersion: Int64 = 0,
        upstream: Int64 = 0
    ) {
        hourMilliseconds = request.began.milliseconds / 3_600_000 * 3_600_000
        self.caller = caller
        self.keyVersion = keyVersion
        model = request.model
        self.upstream = upstream
        self.status = status.rawValue
    }

    /// Of a call that is in the books already.
    init(
        began: Timestamp, caller: Caller, keyVersion: Int64, model: String, upstream: Int64,
        status: String
    ) {
        hourMilliseconds = began.milliseconds / 3_600_000 * 3_600_000
        self.caller = caller
        self.keyVersion = keyVersion
        self.model = model
        self.upstream = upstream
        self.status = status
    }

    /// The start of the UTC day.
    var dayMilliseconds: Int64 { hourMilliseconds / 86_400_000 * 86_400_000 }

    /// The start of the UTC month.
    var monthMilliseconds: Int64 { Timestamp(milliseconds: hourMilliseconds).month.milliseconds }
}

/// Sums over calls and attempts.
struct RollUpSums {
    var calls: Int64 = 0
    var attempts: Int64 = 0
    var estimated: Int64 = 0
    var unpriced: Int64 = 0
    var usage = TokenUsage()
    var costNanoUSD: Int64 = 0
    var cacheSavedNanoUSD: Int64 = 0
    /// What was learned later of costs, on top of them.
    var adjustmentNanoUSD: Int64 = 0

    init(usage: TokenUsage = TokenUsage()) { self.usage = usage }

    mutating func add(_ other: RollUpSums) {
        calls += other.calls
        attempts += other.attempts
        estimated += other.estimated
        unpriced += other.unpriced
        for meter in Meter.allCases { usage[meter] += other.usage[meter] }
        costNanoUSD += other.costNanoUSD
        cacheSavedNanoUSD += other.cacheSavedNanoUSD
        adjustmentNanoUSD += other.adjustmentNanoUSD
    }
}

/// What the calls of one transaction add to the hours, written once; and to days, months and totals where their hour was
/// folded into those already.
final class RollUps: Deferred {
    private var changes: [RollUpKey: RollUpSums] = [:]

    init() {}

    /// Counts a call.
    func add(_ sums: RollUpSums, to key: RollUpKey) {
        changes[key, default: RollUpSums()].add(sums)
    }

    func flush(_ transaction: Transaction) throws {
        for (key, sums) in changes {
            try write(Self.hourly, key, sums, at: key.hourMilliseconds, in: transaction)
            guard key.hourMilliseconds < FoldedHours.mayBeBelow else { continue }
            try write(Self.daily, key, sums, at: key.dayMilliseconds, in: transaction)
            try write(Self.monthly, key, sums, at: key.monthMilliseconds, in: transaction)
            try writeTotal(key, sums, in: transaction)
            try writeShares(key, sums, in: transaction)
        }
        changes = [:]
    }

    private func write(
        _ sql: HotSQL, _ key: RollUpKey, _ sums: RollUpSums, at start: Int64,
        in transaction: Transaction
    ) throws {
        let row = try transaction.statement(sql)
        row.bind(start)
        row.bind(key.caller.client)
        row.bind(key.caller.token)
        row.bind(key.keyVersion)
        row.bind(key.model)
        row.bind(key.upstream)
        row.bind(key.status)
        bind(sums, to: row)
        if sql !== Self.hourly { row.bind(key.hourMilliseconds) }
        try row.run()
    }

    private func writeTotal(
        _ key: RollUpKey, _ sums: RollUpSums, in transaction: Transaction
    ) throws {
        let row = try transaction.statement(Self.total)
        row.bind(key.dayMilliseconds)
        row.bind(key.status)
        bind(sums, to: row)
        row.bind(key.hourMilliseconds)
        try row.run()
    }

    private func writeShares(
        _ key: RollUpKey, _ sums: RollUpSums, in transaction: Transaction
    ) throws {
        for kind in RollUpColumns.shares {
            for (sql, start) in [
                (Self.dailyShare, key.dayMilliseconds), (Self.monthlyShare, key.monthMilliseconds),
            ] {
                let row = try transaction.statement(sql)
                row.bind(kind)
                row.bind(start)
                switch kind {
                case "client": row.bind(key.caller.client)
                case "token": row.bind(key.caller.token)
                case "key_version": row.bind(key.keyVersion)
                case "upstream": row.bind(key.upstream)
                default: row.bind(key.model)
                }
                row.bind(key.status)
                bind(sums, to: row)
                row.bind(key.hourMilliseconds)
                try row.run()
            }
        }
    }

    private func bind(_ sums: RollUpSums, to row: HotStatement) {
        row.bind(sums.calls)
        row.bind(sums.attempts)
        row.bind(sums.estimated)
        row.bind(sums.unpriced)
        row.bind(sums.usage)
        row.bind(sums.costNanoUSD)
        row.bind(sums.cacheSavedNanoUSD)
        row.bind(sums.adjustmentNanoUSD)
    }

    private static let hourly = HotSQL(
        "INSERT INTO roll_up_hour (hour_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list)) "
            + "VALUES (\(marks(7))) \(RollUpColumns.addition)")
    private static let daily = HotSQL(
        "INSERT INTO roll_up_day (day_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list)) "
            + late(7))
    private static let monthly = HotSQL(
        "INSERT INTO roll_up_month (month_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list)) "
            + late(7))
    private static let total = HotSQL(
        "INSERT INTO roll_up_total (day_ms, status, \(RollUpColumns.list)) " + late(2))

    private static let dailyShare = HotSQL(
        "INSERT INTO roll_up_share_day (kind, day_ms, subject, status, \(RollUpColumns.list)) "
            + late(4))
    private static let monthlyShare = HotSQL(
        "INSERT INTO roll_up_share_month (kind, month_ms, subject, status, \(RollUpColumns.list)) "
            + late(4))

    /// Writes only if the hour, which is bound last, was folded.
    private static func late(_ dimensions: Int) -> String {
        "SELECT \(marks(dimensions)) WHERE ? < (SELECT below_ms FROM fold) "
            + RollUpColumns.addition
    }

    private static func marks(_ dimensions: Int) -> String {
        Array(repeating: "?", count: dimensions + RollUpColumns.sums.count).joined(separator: ", ")
    }
}
