import Clients
import Policy
import Vault
import Vocabulary

/// Sets the budget of a client or token for a period; its id and what was spent stay through every change.
package struct SetBudget: UseCase {
    package static let name = "budget.set"
    /// `client:NAME` or `token:ID`.
    package let subject: String
    /// In dollars.
    package let limit: String
    /// `day`, `week`, `month` or `total`.
    package let per: String
    package let zone: String?
    package let warnAt: [Int64]
    /// Only warn, never refuse.
    package let warnOnly: Bool

    package init(
        subject: String, limit: String, per: String, zone: String? = nil, warnAt: [Int64] = [],
        warnOnly: Bool = false
    ) {
        self.subject = subject
        self.limit = limit
        self.per = per
        self.zone = zone
        self.warnAt = warnAt
        self.warnOnly = warnOnly
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> BudgetReport {
        guard let limit = NanoUSD(dollars: limit) else {
            throw AdministrationFault(
                .invalid, "--limit “\(limit.prefix(64))” is no amount of dollars such as 12.50.")
        }
        guard let period = BudgetPeriod(rawValue: per) else {
            throw AdministrationFault(
                .invalid,
                "--per “\(per.prefix(64))” is unknown; there are "
                    + BudgetPeriod.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        guard let zone = BudgetZone(zone ?? "UTC") else {
            throw AdministrationFault(
                .invalid,
                "--zone “\((zone ?? "").prefix(64))” is no time zone such as Europe/Berlin or UTC.")
        }
        let id: String
        do { id = try TokenSecret.makePublicID() } catch { throw AdministrationFault(error) }
        return try await office.change { database, now in
            let change = try BudgetChange(
                subject: try SubjectText.subject(subject, in: database), limit: limit,
                period: period, zone: zone, isHard: !warnOnly, warnAtPercents: warnAt)
            let entry = try BudgetStore.set(change, id: id, at: now, in: database).entry
            try BudgetOpening.open(entry.budget, at: now, in: database)
            return try BudgetReport(entry, at: now, in: database)
        }
    }
}
