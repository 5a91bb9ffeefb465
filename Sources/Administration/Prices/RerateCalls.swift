import GRDB
import Gateway
import Keyring
import Ledger
import Pricing
import Vocabulary

/// Prices calls anew by the price book of now, as of when they began, and books what they cost more or less as
/// adjustments; some calls at a time, so that nothing else waits.
package struct RerateCalls: UseCase {
    package static let name = "price.rerate"
    /// How many calls one turn looks at.
    package static let callsMax = 1_000
    package let since: String
    package let until: String?
    package let upstream: String?
    package let dryRun: Bool
    /// Where the turn before ended; `nil` to begin.
    package let after: String?

    package init(
        since: String, until: String? = nil, upstream: String? = nil, dryRun: Bool = false,
        after: String? = nil
    ) {
        self.since = since
        self.until = until
        self.upstream = upstream
        self.dryRun = dryRun
        self.after = after
    }

    /// `{"attempts","adjusted","unpriced","amount_nano_usd","amount_usd","dry_run","next"}`
    package struct Answer: Codable, Sendable {
        /// How many attempts were looked at.
        package var attempts: Int
        /// How many cost something else by the book of now.
        package var adjusted: Int
        /// How many have no price in it; they stay as they are.
        package var unpriced: Int
        /// The sum of the differences.
        package var amountNanoUSD: Int64
        package var amountUSD: String
        package let dryRun: Bool
        /// Where the next turn goes on; `nil` when it is done.
        package var next: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        guard let start = try OperatorText.moment(since, "--since", at: now) else {
            throw AdministrationFault(.invalid, "--since is needed: from which call on?")
        }
        var query = RerateQuery(
            since: start, until: try OperatorText.moment(until, "--until", at: now) ?? now)
        query.after = try after.map { text throws(AdministrationFault) in try CallName.id(text) }
        let asked = query
        let plan = try await office.read { database in try self.plan(asked, in: database) }
        var answer = Answer(
            attempts: plan.attempts, adjusted: 0, unpriced: plan.unpriced, amountNanoUSD: 0,
            amountUSD: "0.00", dryRun: dryRun, next: plan.next?.description)
        if dryRun {
            answer.adjusted = plan.changes.count
            answer.amountNanoUSD = plan.changes.reduce(0) {
                $0 + $1.correction.cost.nanoUSD - $1.before.nanoUSD
            }
        } else {
            let results = try await office.correct(plan.changes.map(\.correction), at: now)
            for case .adjusted(let adjustment) in results {
                answer.adjusted += 1
                answer.amountNanoUSD += adjustment.amount.nanoUSD
            }
        }
        answer.amountUSD = NanoUSD(answer.amountNanoUSD).dollars
        return answer
    }

    private struct Plan: Sendable {
        var attempts = 0
        var unpriced = 0
        var changes: [(correction: Correction, before: NanoUSD)] = []
        var next: Identifier?
    }

    private func plan(_ query: RerateQuery, in database: Database) throws -> Plan {
        var query = query
        query.upstream = try upstream.map { try UpstreamStore.get(name: $0, in: database).number }
        let book = try Directory(reading: database).prices
        let page = try query.page(callsMax: Self.callsMax, in: database)
        var plan = Plan()
        plan.next = page.last
        for row in page.rows {
            plan.attempts += 1
            let price = book.price(model: row.modelSent, upstream: row.upstream, at: row.began)?
                .served(by: row.key)
            guard let price,
                let cost = try? price.charge(  // what the book can't charge counts as unpriced
                    for: row.usage, tier: row.tierServed, at: row.began
                ).cost
            else {
                plan.unpriced += 1
                continue
            }
            guard cost != row.cost else { continue }
            let reason = "price \(price.number)\(price.factor.map { " × \($0.text)" } ?? "")"
            plan.changes.append(
                (
                    Correction(
                        id: Identifier(at: query.until), call: row.call, attempt: row.attempt,
                        kind: .rerate, reason: reason, cost: cost, price: price.number,
                        factor: price.factor?.number), row.cost
                ))
        }
        return plan
    }
}
