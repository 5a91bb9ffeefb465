import Reports

/// A report as answers show it.
package struct ReportEntry: Codable, Sendable {
    package let name: String
    package let question: String
    package let why: String
    package let parameters: [ReportParameter]
    package let columns: [ReportColumn]
    /// Its statement, header included.
    package let sql: String

    init(_ report: Report) {
        name = report.name
        question = report.question
        why = report.why
        parameters = report.parameters
        columns = report.columns
        sql = report.sql
    }

    /// The shipped report of that name.
    static func find(_ name: String) throws(AdministrationFault) -> Report {
        guard let report = try all().first(where: { $0.name == name }) else {
            throw AdministrationFault(
                .notFound,
                "There is no report “\(name.prefix(64))”; bursar report list shows them, and --file runs your own."
            )
        }
        return report
    }

    static func all() throws(AdministrationFault) -> [Report] {
        do { return try Report.shipped() } catch { throw AdministrationFault(error) }
    }
}

/// The reports that Bursar comes with.
package struct ListReports: UseCase {
    package static let name = "report.list"

    /// `{"reports":[…]}`
    package struct Answer: Codable, Sendable {
        package let reports: [Line]

        /// One of them.
        package struct Line: Codable, Sendable {
            package let name: String
            package let question: String
        }
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        Answer(
            reports: try ReportEntry.all().map { Answer.Line(name: $0.name, question: $0.question) }
        )
    }
}

/// One report: what it asks, takes and answers.
package struct ShowReport: UseCase {
    package static let name = "report.show"
    package let report: String

    package init(report: String) { self.report = report }

    package func perform(in office: Office) async throws(AdministrationFault) -> ReportEntry {
        ReportEntry(try ReportEntry.find(report))
    }
}
