import Clients
import GRDB
import Ledger
import Storage
import Vocabulary

/// Who was refused, by what, how often: strangers, too, of whom there are no calls.
package struct ListRefusals: UseCase {
    package static let name = "call.refusals"
    /// The most rows that one answer holds, those with most refusals.
    package static let rowsMax = 500
    package let since: String?

    package init(since: String? = nil) { self.since = since }

    /// `{"refusals":[…]}`, the most frequent first.
    package struct Answer: Codable, Sendable {
        package let refusals: [Row]
    }

    /// Refusals that are alike.
    package struct Row: Codable, Sendable {
        /// `stranger` before anybody was known (401 and the like), `call` for those with a row in the ledger, `limit` for those
        /// beyond the first of a minute.
        package let kind: String
        /// The cause, such as `wrong_secret`, or the rule.
        package let rule: String
        /// A stranger's network: the first three numbers of its address.
        package let network: String?
        package let client: String?
        /// The token's public id.
        package let token: String?
        package let refusals: Int64
        package let lastAt: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let since = try OperatorText.moment(since, "--since", at: office.clock.now)
        return try await office.read { database in
            let rows = try GRDB.Row.fetchAll(
                database, sql: Self.question,
                arguments: ["since": since?.milliseconds ?? 0, "count": Self.rowsMax])
            return Answer(
                refusals: rows.map { row in
                    Row(
                        kind: row["kind"], rule: row["rule"], network: row["network"],
                        client: row["client"], token: row["token"], refusals: row["refusals"],
                        lastAt: Timestamp(milliseconds: row["last_ms"]).text)
                })
        }
    }

    private static let question = """
        WITH refused AS (
            SELECT 'stranger' AS kind, cause AS rule, network, NULL AS client, NULL AS token, refusals,
                   minute_ms AS at_ms
            FROM stranger
            WHERE minute_ms >= :since
            UNION ALL
            SELECT 'limit', rule, NULL, client, token, refusals, minute_ms
            FROM limit_refusal
            WHERE minute_ms >= :since
            UNION ALL
            SELECT 'call', IFNULL(decision.rule, call.code), NULL, call.client, call.token, 1,
                   call.began_at_ms
            FROM call
            LEFT JOIN decision ON decision.number = call.decision
            WHERE call.outcome = 'refused' AND call.began_at_ms >= :since
        )
        SELECT refused.kind, refused.rule, refused.network, client.name AS client, token.id AS token,
               SUM(refused.refusals) AS refusals, MAX(refused.at_ms) AS last_ms
        FROM refused
        LEFT JOIN client ON client.number = refused.client
        LEFT JOIN token ON token.number = refused.token
        GROUP BY refused.kind, refused.rule, refused.network, refused.client, refused.token
        ORDER BY refusals DESC, last_ms DESC
        LIMIT :count
        """
}
