import GRDB
import Journal
import Storage
import Vocabulary

/// The rows of `call`.
enum CallRows {
    /// Writes an open call; returns its number.
    ///
    /// - Parameters:
    ///   - decision: The number of what was decided.
    ///   - scope: The number of the budgets' windows it counts in.
    static func insert(
        _ caller: Caller, _ request: RequestFacts, decision: Int64?, scope: Int64?,
        findings: CallFindings?, into transaction: Transaction
    ) throws -> Int64 {
        let entry = try transaction.journal.nextIndex
        let row = try transaction.statement(insertion)
        bind(caller, request, to: row)
        row.bind(decision)
        row.bind(scope)
        row.bind(findings?.text)
        row.bind(entry)
        try row.run()
        return row.lastRow
    }

    /// Writes a call that ended before any try; returns its number.
    static func insertEnded(
        _ refusal: Refusal, decision: Int64?, into transaction: Transaction
    ) throws -> Int64 {
        let entry = try transaction.journal.nextIndex
        let row = try transaction.statement(refusalInsertion)
        bind(refusal.caller, refusal.request, to: row)
        row.bind(decision)
        row.bind(refusal.findings?.text)
        row.bind(refusal.code)
        row.bind(refusal.status)
        row.bind(refusal.ended.milliseconds)
        row.bind(entry)
        row.bind(entry)
        try row.run()
        return row.lastRow
    }

    /// Ends an open call.
    static func settle(_ call: Int64, _ settlement: Settlement, in transaction: Transaction) throws
    {
        let entry = try transaction.journal.nextIndex
        let hasNotes = settlement.replyFindings != nil || settlement.contentCommitment != nil
        let row = try transaction.statement(hasNotes ? settlingWithNotes : settling)
        row.bind(settlement.outcome.rawValue)
        row.bind(settlement.code)
        row.bind(settlement.status)
        row.bind(settlement.cost.nanoUSD)
        row.bind(settlement.ended.milliseconds)
        row.bind(entry)
        if hasNotes {
            row.bind(settlement.replyFindings?.text)
            row.bind(settlement.contentCommitment)
        }
        row.bind(call)
        guard try row.run() == 1 else { throw LedgerFault.settledBefore }
    }

    private static func bind(_ caller: Caller, _ request: RequestFacts, to row: HotStatement) {
        row.bind(request.id)
        row.bind(caller.client)
        row.bind(caller.token)
        row.bind(request.dialect.rawValue)
        row.bind(request.endpoint)
        row.bind(request.model)
        row.bind(request.isStream)
        row.bind(request.began.milliseconds)
        row.bind(request.bodyBytes)
    }

    private static let insertion = HotSQL(
        """
        INSERT INTO call (id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes,
                          decision, budget_scope, findings, entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let refusalInsertion = HotSQL(
        """
        INSERT INTO call (id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes,
                          decision, findings, outcome, code, status, cost_nano_usd, ended_at_ms, entry,
                          outcome_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'refused', ?, ?, 0, ?, ?, ?)
        """)
    private static let settling = HotSQL(
        """
        UPDATE call SET outcome = ?, code = ?, status = ?, cost_nano_usd = ?, ended_at_ms = ?, outcome_entry = ?
        WHERE number = ? AND outcome IS NULL
        """)
    private static let settlingWithNotes = HotSQL(
        """
        UPDATE call SET outcome = ?, code = ?, status = ?, cost_nano_usd = ?, ended_at_ms = ?, outcome_entry = ?,
                        reply_findings = ?, content_commitment = ?
        WHERE number = ? AND outcome IS NULL
        """)
}

/// The rows of `attempt`.
enum AttemptRows {
    /// Writes an open try.
    static func insert(
        _ attempt: AttemptIntent, of call: Int64, into transaction: Transaction
    ) throws {
        let row = try transaction.statement(insertion)
        row.bind(call)
        row.bind(attempt.ordinal)
        row.bind(attempt.id)
        row.bind(attempt.upstream)
        row.bind(attempt.keyVersion)
        row.bind(attempt.modelSent)
        row.bind(attempt.price)
        row.bind(attempt.factor)
        row.bind(attempt.began.milliseconds)
        row.bind(attempt.hold.nanoUSD)
        try row.run()
    }

    /// Writes an open try that isn't a call's first; the log's next leaf is its own.
    static func insertFurther(
        _ attempt: AttemptIntent, of call: Int64, into transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO attempt (call, ordinal, id, upstream, key_version, model_sent, price, factor, began_at_ms,
                                 hold_nano_usd, entry)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                call, attempt.ordinal, attempt.id.bytes.data, attempt.upstream, attempt.keyVersion,
                attempt.modelSent, attempt.price, attempt.factor, attempt.began.milliseconds,
                attempt.hold.nanoUSD, try transaction.journal.nextIndex,
            ])
    }

    /// Ends an open try.
    ///
    /// - Parameter hasLeaf: Is the log's next leaf its own, because another try follows?
    static func settle(
        _ attempt: AttemptIntent, of call: Int64, _ result: AttemptResult, hasLeaf: Bool = false,
        in transaction: Transaction
    ) throws {
        let row = try transaction.statement(hasLeaf ? settlingWithLeaf : settling)
        row.bind(result.outcome.rawValue)
        row.bind(result.code)
        row.bind(result.status)
        row.bind(result.modelServed == attempt.modelSent ? nil : result.modelServed)
        row.bind(result.tierServed)
        row.bind(result.providerID)
        row.bind(result.usageSource.rawValue)
        row.bind(result.usage)
        row.bind(result.cost.nanoUSD)
        row.bind(result.cacheSavedNanoUSD)
        row.bind(result.cost > attempt.hold)
        row.bind(result.firstByteMilliseconds)
        row.bind(result.totalMilliseconds)
        if hasLeaf { row.bind(try transaction.journal.nextIndex) }
        row.bind(call)
        row.bind(attempt.ordinal)
        guard try row.run() == 1 else { throw LedgerFault.settledBefore }
    }

    private static let insertion = HotSQL(
        """
        INSERT INTO attempt (call, ordinal, id, upstream, key_version, model_sent, price, factor, began_at_ms,
                             hold_nano_usd)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    private static let settling = HotSQL(settlingText(leaf: ""))
    private static let settlingWithLeaf = HotSQL(settlingText(leaf: ", outcome_entry = ?"))

    private static func settlingText(leaf: StaticString) -> String {
        """
        UPDATE attempt
        SET outcome = ?, code = ?, status = ?, model_served = ?, tier_served = ?, provider_id = ?,
            usage_source = ?, fresh_input_tokens = ?, cache_read_tokens = ?, cache_write_5m_tokens = ?,
            cache_write_1h_tokens = ?, visible_output_tokens = ?, reasoning_tokens = ?, audio_input_tokens = ?,
            audio_output_tokens = ?, images = ?, searches = ?, cost_nano_usd = ?,
            cache_saved_nano_usd = ?, is_over_hold = ?,
            first_byte_ms = ?, total_ms = ?\(leaf)
        WHERE call = ? AND ordinal = ? AND outcome IS NULL
        """
    }
}

extension HotStatement {
    /// Binds the next ten parameters: the meters, in the order of the tables' columns.
    func bind(_ usage: TokenUsage) {
        bind(usage.freshInput)
        bind(usage.cacheRead)
        bind(usage.cacheWrite5m)
        bind(usage.cacheWrite1h)
        bind(usage.visibleOutput)
        bind(usage.reasoning)
        bind(usage.audioInput)
        bind(usage.audioOutput)
        bind(usage.images)
        bind(usage.searches)
    }
}

extension TokenUsage {
    /// The meters of a row that has them by the tables' names; what a row doesn't know counts as nothing.
    init(_ row: Row) {
        self.init()
        freshInput = row["fresh_input_tokens"] ?? 0
        cacheRead = row["cache_read_tokens"] ?? 0
        cacheWrite5m = row["cache_write_5m_tokens"] ?? 0
        cacheWrite1h = row["cache_write_1h_tokens"] ?? 0
        visibleOutput = row["visible_output_tokens"] ?? 0
        reasoning = row["reasoning_tokens"] ?? 0
        audioInput = row["audio_input_tokens"] ?? 0
        audioOutput = row["audio_output_tokens"] ?? 0
        images = row["images"] ?? 0
        searches = row["searches"] ?? 0
    }
}
