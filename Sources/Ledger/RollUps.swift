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

    /// The start of the UTC day.
    var dayMilliseconds: Int64 { hourMilliseconds / 86_400_000 * 86_400_000 }
}

/// Sums over calls and attempts.
struct RollUpSums {
    var calls: Int64 = 0
    var attempts: Int64 = 0
    var estimated: Int64 = 0
    var usage = TokenUsage()
    var costNanoUSD: Int64 = 0

    init(usage: TokenUsage = TokenUsage()) { self.usage = usage }

    mutating func add(_ other: RollUpSums) {
        calls += other.calls
        attempts += other.attempts
        estimated += other.estimated
        for meter in Meter.allCases { usage[meter] += other.usage[meter] }
        costNanoUSD += other.costNanoUSD
    }
}

/// What the calls of one transaction add to the roll-ups, written once.
final class RollUps: Deferred {
    private var changes: [RollUpKey: RollUpSums] = [:]

    init() {}

    /// Counts a call.
    func add(_ sums: RollUpSums, to key: RollUpKey) {
        changes[key, default: RollUpSums()].add(sums)
    }

    func flush(_ transaction: Transaction) throws {
        for (key, sums) in changes {
            for (sql, start) in [
                (Self.hourly, key.hourMilliseconds), (Self.daily, key.dayMilliseconds),
            ] {
                let row = try transaction.statement(sql)
                row.bind(start)
                row.bind(key.caller.client)
                row.bind(key.caller.token)
                row.bind(key.keyVersion)
                row.bind(key.model)
                row.bind(key.upstream)
                row.bind(key.status)
                row.bind(sums.calls)
                row.bind(sums.attempts)
                row.bind(sums.estimated)
                row.bind(sums.usage)
                row.bind(sums.costNanoUSD)
                try row.run()
            }
        }
        changes = [:]
    }

    private static let hourly = HotSQL(upsert(into: "roll_up_hour", start: "hour_ms"))
    private static let daily = HotSQL(upsert(into: "roll_up_day", start: "day_ms"))

    private static func upsert(into table: StaticString, start: StaticString) -> String {
        """
        INSERT INTO \(table) (
            \(start), client, token, key_version, model, upstream, status, calls, attempts, estimated,
            fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
            visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images, searches,
            cost_nano_usd)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            calls = calls + excluded.calls,
            attempts = attempts + excluded.attempts,
            estimated = estimated + excluded.estimated,
            fresh_input_tokens = fresh_input_tokens + excluded.fresh_input_tokens,
            cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens,
            cache_write_5m_tokens = cache_write_5m_tokens + excluded.cache_write_5m_tokens,
            cache_write_1h_tokens = cache_write_1h_tokens + excluded.cache_write_1h_tokens,
            visible_output_tokens = visible_output_tokens + excluded.visible_output_tokens,
            reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
            audio_input_tokens = audio_input_tokens + excluded.audio_input_tokens,
            audio_output_tokens = audio_output_tokens + excluded.audio_output_tokens,
            images = images + excluded.images,
            searches = searches + excluded.searches,
            cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd
        """
    }
}
