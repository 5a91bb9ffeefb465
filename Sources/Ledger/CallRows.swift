import GRDB
import Storage
import Vocabulary

/// The rows of `call`.
enum CallRows {
    /// Writes an open call; returns its number.
    static func insert(
        _ caller: Caller, _ request: RequestFacts, into transaction: Transaction
    ) throws -> Int64 {
        try transaction.execute(
            """
            INSERT INTO call (id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                request.id.bytes.data, caller.client, caller.token, request.dialect.rawValue,
                request.endpoint,
                request.model, request.isStream, request.began.milliseconds, request.bodyBytes,
            ])
        return transaction.database.lastInsertedRowID
    }

    /// Writes a call that ended before any try.
    static func insertEnded(_ refusal: Refusal, into transaction: Transaction) throws {
        let request = refusal.request
        try transaction.execute(
            """
            INSERT INTO call (id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes,
                              outcome, code, status, cost_nano_usd, ended_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'refused', ?, ?, 0, ?)
            """,
            [
                request.id.bytes.data, refusal.caller.client, refusal.caller.token,
                request.dialect.rawValue,
                request.endpoint, request.model, request.isStream, request.began.milliseconds,
                request.bodyBytes, refusal.code, refusal.status, refusal.ended.milliseconds,
            ])
    }

    /// Ends an open call.
    static func settle(_ call: Int64, _ settlement: Settlement, in transaction: Transaction) throws
    {
        let changed = try transaction.execute(
            """
            UPDATE call SET outcome = ?, code = ?, status = ?, cost_nano_usd = ?, ended_at_ms = ?
            WHERE number = ? AND outcome IS NULL
            """,
            [
                settlement.outcome.rawValue, settlement.code, settlement.status,
                settlement.attempt.cost.nanoUSD, settlement.ended.milliseconds, call,
            ])
        guard changed == 1 else { throw LedgerFault.settledBefore }
    }
}

/// The rows of `attempt`.
enum AttemptRows {
    /// Writes an open try; returns its number.
    static func insert(
        _ attempt: AttemptIntent, of call: Int64, into transaction: Transaction
    ) throws -> Int64 {
        try transaction.execute(
            """
            INSERT INTO attempt (id, call, ordinal, upstream, key_version, model_sent, price, began_at_ms, hold_nano_usd)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                attempt.id.bytes.data, call, attempt.ordinal, attempt.upstream, attempt.keyVersion,
                attempt.modelSent, attempt.price, attempt.began.milliseconds, attempt.hold.nanoUSD,
            ])
        return transaction.database.lastInsertedRowID
    }

    /// Ends an open try.
    static func settle(
        _ attempt: Int64, _ result: AttemptResult, hold: NanoUSD, modelSent: String,
        in transaction: Transaction
    ) throws {
        let usage = result.usage
        let changed = try transaction.execute(
            """
            UPDATE attempt
            SET outcome = ?, code = ?, status = ?, model_served = ?, tier_served = ?, provider_id = ?,
                usage_source = ?, fresh_input_tokens = ?, cache_read_tokens = ?, cache_write_5m_tokens = ?,
                cache_write_1h_tokens = ?, visible_output_tokens = ?, reasoning_tokens = ?, audio_input_tokens = ?,
                audio_output_tokens = ?, images = ?, searches = ?, cost_nano_usd = ?, is_over_hold = ?,
                first_byte_ms = ?, total_ms = ?
            WHERE number = ? AND outcome IS NULL
            """,
            [
                result.outcome.rawValue, result.code, result.status,
                result.modelServed == modelSent ? nil : result.modelServed, result.tierServed,
                result.providerID, result.usageSource.rawValue, usage.freshInput, usage.cacheRead,
                usage.cacheWrite5m, usage.cacheWrite1h, usage.visibleOutput, usage.reasoning,
                usage.audioInput,
                usage.audioOutput, usage.images, usage.searches, result.cost.nanoUSD,
                result.cost > hold,
                result.firstByteMilliseconds, result.totalMilliseconds, attempt,
            ])
        guard changed == 1 else { throw LedgerFault.settledBefore }
    }
}
