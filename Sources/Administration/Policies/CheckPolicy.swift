import Clients
import GRDB
import Ledger
import Policy
import Storage
import Vocabulary

/// What a policy would have refused of the calls that were made.
package struct CheckPolicy: UseCase {
    package static let name = "policy.check"
    /// The file's JSON.
    package let policy: String
    package let since: String?

    package init(policy: String, since: String? = nil) {
        self.policy = policy
        self.since = since
    }

    /// `{"calls","refused","by_rule":[{"rule","refused"}],"not_checked":[…]}`
    package struct Answer: Codable, Sendable {
        package let calls: Int64
        package let refused: Int64
        package let byRule: [Rule]
        /// Keys of the file that the ledger's rows can't tell about: they hold no content, tools or addresses.
        package let notChecked: [String]
    }

    /// A rule and how many calls it would have refused.
    package struct Rule: Codable, Sendable {
        package let rule: String
        package let refused: Int64
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        var policy: Policy
        do { policy = try PolicyStore.check(self.policy) } catch {
            throw AdministrationFault(error)
        }
        let notChecked = Self.notChecked(policy)
        policy.networkLists = []
        let rules = policy.redaction
        let since = try OperatorText.moment(since, "--since", at: office.clock.now)
        let effective = EffectivePolicy(layers: [
            PolicyLayer(source: .client("", policy: "", version: 1), policy: policy)
        ])
        let expiry = policy.expiresAt
        return try await office.read { database in
            var (calls, refused): (Int64, [String: Int64]) = (0, [:])
            for group in try Self.groups(since, expiry, in: database) {
                calls += group.calls
                guard let question = group.question else { continue }
                let decision = effective.decide(question)
                if !decision.isPermitted {
                    refused[decision.rule, default: 0] += group.calls
                } else if let detector = group.blocked(by: rules) {
                    refused["policy.redaction.\(detector)", default: 0] += group.calls
                }
            }
            return Answer(
                calls: calls, refused: refused.values.reduce(0, +),
                byRule: refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    Rule(rule: $0.key, refused: $0.value)
                },
                notChecked: notChecked)
        }
    }

    private static func notChecked(_ policy: Policy) -> [String] {
        var keys: [String] = []
        if !policy.networkLists.isEmpty { keys.append("cidr") }
        if policy.outputTokensMax != nil { keys.append("max_output_tokens") }
        if !policy.deniedHostedTools.isEmpty { keys.append("tools.deny_hosted") }
        if policy.redaction != RedactionRules() { keys.append("redaction") }
        if policy.attachments == .refuse { keys.append("attachments") }
        if policy.store == .never { keys.append("store") }
        return keys
    }

    /// Calls that are alike in all that is asked about.
    private struct Group {
        let calls: Int64
        let question: PolicyQuestion?
        /// What redaction found at the time; what it wasn't to look for then isn't known.
        let findings: CallFindings?

        /// The first detector that fired then and that these rules block.
        func blocked(by rules: RedactionRules) -> String? {
            findings?.items.first { item in
                rules.action(
                    item.detector, family: PolicyDetectors.known.family(of: item.detector))
                    == .block
            }?.detector
        }
    }

    private static func groups(
        _ since: Timestamp?, _ expiry: Timestamp?, in database: Database
    ) throws -> [Group] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT call.endpoint, call.model, COUNT(*) AS calls, MAX(call.began_at_ms) AS began,
                       attempt.call IS NULL OR attempt.price IS NOT NULL OR call.endpoint LIKE '%.%'
                           AS is_priced,
                       attempt.call IS NULL OR IFNULL(upstream.on_device, 0) = 1 AS is_on_device,
                       call.findings, call.began_at_ms >= ?2 AS is_late
                FROM call
                LEFT JOIN attempt ON attempt.call = call.number AND attempt.ordinal = 1
                LEFT JOIN upstream ON upstream.number = attempt.upstream
                WHERE call.id >= ?1
                GROUP BY call.endpoint, call.model, is_priced, is_on_device, call.findings, is_late
                """,
            arguments: [Identifier.first(at: since).bytes.data, expiry?.milliseconds ?? .max])
        return rows.map { row in
            let family = (row["endpoint"] as String).prefix { $0 != "." }
            var question = Endpoint(rawValue: String(family)).map {
                PolicyQuestion(
                    endpoint: $0, model: row["model"], address: nil,
                    moment: Timestamp(milliseconds: row["began"]))
            }
            question?.isPriced = row["is_priced"]
            question?.hasOnDeviceTarget = row["is_on_device"]
            let findings = (row["findings"] as String?).flatMap { CallFindings(text: $0) }
            question?.isRedacted = findings != nil
            return Group(calls: row["calls"], question: question, findings: findings)
        }
    }
}

extension Identifier {
    /// No identifier of that moment or later sorts before it.
    fileprivate static func first(at moment: Timestamp?) -> Identifier {
        struct Zeros: RandomNumberGenerator {
            mutating func next() -> UInt64 { 0 }
        }
        var zeros = Zeros()
        return Identifier(at: moment ?? Timestamp(milliseconds: 0), random: &zeros)
    }
}
