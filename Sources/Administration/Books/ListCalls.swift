import Clients
import Ledger
import Vocabulary

/// The newest calls first, without their attempts.
package struct ListCalls: UseCase {
    package static let name = "call.list"
    /// The most that one answer holds.
    package static let limitMax = 1_000
    package let limit: Int
    package let before: String?
    package let since: String?
    package let client: String?
    package let outcome: String?

    package init(
        limit: Int = 50, before: String? = nil, since: String? = nil, client: String? = nil,
        outcome: String? = nil
    ) {
        self.limit = limit
        self.before = before
        self.since = since
        self.client = client
        self.outcome = outcome
    }

    /// `{"calls":[…]}`
    package struct Answer: Codable, Sendable {
        package let calls: [CallEntry]
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        guard (1...Self.limitMax).contains(limit) else {
            throw AdministrationFault(
                .invalid,
                "--limit must be from 1 to \(Self.limitMax); page on with --before and the last call's id."
            )
        }
        let since = try OperatorText.moment(since, "--since", at: office.clock.now)
        let before = try before.map { text throws(AdministrationFault) in try CallName.id(text) }
        if let outcome, CallOutcome(rawValue: outcome) == nil {
            throw AdministrationFault(
                .invalid,
                "--outcome “\(outcome.prefix(64))” is unknown; there are "
                    + CallOutcome.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return try await office.read { database in
            if let client { _ = try ClientStore.get(name: client, in: database) }
            if let before, try CallRecord.find(before, in: database) == nil {
                throw AdministrationFault(
                    .notFound, "There is no call \(before); bursar call list shows the newest.")
            }
            return Answer(
                calls: try CallRecord.list(
                    before: before, since: since, client: client, outcome: outcome, countMax: limit,
                    in: database
                ).map(CallEntry.init))
        }
    }
}

/// How operators name a call.
enum CallName {
    /// The identifier in a text.
    static func id(_ text: String) throws(AdministrationFault) -> Identifier {
        guard let id = Identifier(text) else {
            throw AdministrationFault(
                .invalid,
                "“\(text.prefix(64))” is no call's id; every answer carries it as bursar-call.")
        }
        return id
    }
}
