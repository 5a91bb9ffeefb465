import Foundation
import GRDB
import Storage
import Vocabulary

/// A call as the ledger has it, with the names the directory gives its numbers.
package struct CallRecord: Sendable {
    package let id: Identifier
    package let client: String
    /// The token's public id.
    package let token: String
    package let dialect: String
    package let endpoint: String
    package let model: String
    package let isStream: Bool
    package let began: Timestamp
    package let requestBytes: Int64
    /// `nil` while the call is under way.
    package let outcome: String?
    package let code: String?
    package let status: Int?
    package let cost: NanoUSD?
    package let ended: Timestamp?
    /// The rule that decided, and its reason; `nil` for calls from before there were policies.
    package let rule: String?
    package let reason: String?
    /// What redaction found in the request, and in the answer.
    package let findings: CallFindings?
    package let replyFindings: CallFindings?
    /// Commits to the bodies that policy kept; `nil` when it kept none.
    package let contentCommitment: [UInt8]?
    package var attempts: [AttemptRecord] = []
    /// What was learned later about its cost, the oldest first; only with its attempts.
    package var adjustments: [Adjustment] = []
    /// The call's number in the file.
    package let number: Int64

    /// One call and its attempts; `nil` when there is none of that id.
    ///
    /// - Parameter token: Only when it is this token's, by number.
    package static func find(
        _ id: Identifier, token: Int64? = nil, in database: Database
    ) throws -> CallRecord? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns)
                FROM call
                LEFT JOIN client ON client.number = call.client
                LEFT JOIN token ON token.number = call.token
                LEFT JOIN decision ON decision.number = call.decision
                WHERE call.id = ? AND (? IS NULL OR call.token = ?)
                """,
            arguments: [id.bytes.data, token, token])
        guard let row, var call = CallRecord(row) else { return nil }
        call.attempts = try AttemptRecord.all(of: row["number"], in: database)
        call.adjustments = try Adjustment.all(of: row["number"], in: database)
        return call
    }

    /// The newest calls first, without their attempts.
    ///
    /// - Parameters:
    ///   - before: Only calls older than this one, for the next page.
    ///   - countMax: At most so many.
    package static func list(
        before: Identifier? = nil, since: Timestamp? = nil, client: String? = nil,
        outcome: String? = nil, countMax: Int, in database: Database
    ) throws -> [CallRecord] {
        var number: Int64?
        if let client {
            number = try Int64.fetchOne(
                database, sql: "SELECT number FROM client WHERE name = ?", arguments: [client])
            guard number != nil else { return [] }
        }
        return try CallPage(
            before: before, since: since, client: number, outcome: outcome, countMax: countMax
        ).rows(in: database).compactMap(CallRecord.init)
    }

    /// What is read of a call.
    static let columns = """
        call.number, call.id, IFNULL(client.name, '') AS client, IFNULL(token.id, '') AS token, call.dialect,
        call.endpoint, call.model, call.is_stream, call.began_at_ms, call.request_bytes, call.outcome, call.code,
        call.status, call.cost_nano_usd, call.ended_at_ms, decision.rule, decision.reason,
        call.findings, call.reply_findings, call.content_commitment
        """

    private init?(_ row: Row) {
        guard let id = Identifier(bytes: row["id"] as Data) else { return nil }
        self.id = id
        number = row["number"]
        client = row["client"]
        token = row["token"]
        dialect = row["dialect"]
        endpoint = row["endpoint"]
        model = row["model"]
        isStream = row["is_stream"]
        began = Timestamp(milliseconds: row["began_at_ms"])
        requestBytes = row["request_bytes"]
        outcome = row["outcome"]
        code = row["code"]
        status = row["status"]
        cost = (row["cost_nano_usd"] as Int64?).map(NanoUSD.init)
        ended = (row["ended_at_ms"] as Int64?).map(Timestamp.init(milliseconds:))
        rule = row["rule"]
        reason = row["reason"]
        findings = (row["findings"] as String?).flatMap { CallFindings(text: $0) }
        replyFindings = (row["reply_findings"] as String?).flatMap { CallFindings(text: $0) }
        contentCommitment = (row["content_commitment"] as Data?)?.array
    }
}

/// One try at an upstream as the ledger has it.
package struct AttemptRecord: Sendable {
    package let id: Identifier
    package let ordinal: Int
    package let upstream: String
    /// The key's public id.
    package let key: String
    /// What operators call the key; empty when no key was used.
    package let keyName: String
    package let keyVersion: Int64
    package let modelSent: String
    /// The model the provider named, or the one sent.
    package let modelServed: String
    package let tierServed: String?
    package let providerID: String?
    /// The price's number in the price book.
    package let price: Int64?
    /// The discount's number; `nil` for none.
    package let factor: Int64?
    package let began: Timestamp
    package let hold: NanoUSD
    package let outcome: String?
    package let code: String?
    package let status: Int?
    package let usageSource: String?
    package let usage: TokenUsage
    package let cost: NanoUSD?
    package let isOverHold: Bool
    package let firstByteMilliseconds: Int64?
    package let totalMilliseconds: Int64?

    static func all(of call: Int64, in database: Database) throws -> [AttemptRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT attempt.*, IFNULL(upstream.name, '') AS upstream_name,
                       IFNULL(upstream_key.id, '') AS key_id,
                       IFNULL(upstream_key.name, '') AS key_name, IFNULL(key_version.version, 0) AS version
                FROM attempt
                LEFT JOIN upstream ON upstream.number = attempt.upstream
                LEFT JOIN key_version ON key_version.number = attempt.key_version
                LEFT JOIN upstream_key ON upstream_key.number = key_version.key
                WHERE attempt.call = ?
                ORDER BY attempt.ordinal
                """,
            arguments: [call]
        ).compactMap(AttemptRecord.init)
    }

    private init?(_ row: Row) {
        guard let id = Identifier(bytes: row["id"] as Data) else { return nil }
        self.id = id
        ordinal = row["ordinal"]
        upstream = row["upstream_name"]
        key = row["key_id"]
        keyName = row["key_name"]
        keyVersion = row["version"]
        modelSent = row["model_sent"]
        modelServed = row["model_served"] ?? row["model_sent"]
        tierServed = row["tier_served"]
        providerID = row["provider_id"]
        price = row["price"]
        factor = row["factor"]
        began = Timestamp(milliseconds: row["began_at_ms"])
        hold = NanoUSD(row["hold_nano_usd"])
        outcome = row["outcome"]
        code = row["code"]
        status = row["status"]
        usageSource = row["usage_source"]
        usage = TokenUsage(row)
        cost = (row["cost_nano_usd"] as Int64?).map(NanoUSD.init)
        isOverHold = row["is_over_hold"] ?? false
        firstByteMilliseconds = row["first_byte_ms"]
        totalMilliseconds = row["total_ms"]
    }
}
