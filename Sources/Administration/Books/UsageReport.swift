import Ledger
import Vocabulary

/// Who used how much, for how much.
package struct UsageReport: UseCase {
    package static let name = "usage"
    /// What rows are grouped by, in the order they are shown: `client`, `token`, `key`, `model`, `upstream`, `day`,
    /// `key_version`, `status`.
    package let by: [String]
    package let since: String?
    package let until: String?

    package init(by: [String] = [], since: String? = nil, until: String? = nil) {
        self.by = by
        self.since = since
        self.until = until
    }

    /// `{"rows":[…],"total":{…}}`
    package struct Answer: Codable, Sendable {
        package let rows: [UsageRow]
        package let total: UsageRow
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        let dimensions = try dimensions()
        var query = UsageQuery()
        query.dimensions = Set(dimensions)
        query.since = try OperatorText.moment(since, "--since", at: now)
        query.until = try OperatorText.moment(until, "--until", at: now)
        let asked = query
        let rows = try await office.read { database in try asked.rows(in: database) }
            .map { UsageRow($0, by: dimensions) }
        return Answer(rows: rows, total: try UsageRow(totalOf: rows))
    }

    private func dimensions() throws(AdministrationFault) -> [UsageDimension] {
        var dimensions: [UsageDimension] = []
        for name in by {
            guard let dimension = UsageDimension(rawValue: name) else {
                throw AdministrationFault(
                    .invalid,
                    "--by “\(name.prefix(64))” is unknown; there are "
                        + UsageDimension.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            if !dimensions.contains(dimension) { dimensions.append(dimension) }
        }
        return dimensions
    }
}
