import Reports
import Vocabulary

/// Runs a report that Bursar comes with, or one of the operator's own, where nothing can be changed.
package struct RunReport: UseCase {
    package static let name = "report.run"
    /// The report's name, or what to call a file's.
    package let report: String
    /// A file's text; `nil` for a shipped report.
    package let sql: String?
    /// Values of parameters, each as `name=value`.
    package let settings: [String]
    package let limit: Int?
    /// A duration such as `30s`.
    package let deadline: String?

    package init(
        report: String, sql: String? = nil, settings: [String] = [], limit: Int? = nil,
        deadline: String? = nil
    ) {
        self.report = report
        self.sql = sql
        self.settings = settings
        self.limit = limit
        self.deadline = deadline
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> ReportAnswer {
        let rowsMax = limit ?? ReportRun.rowsStandard
        guard (1...ReportRun.rowsMax).contains(rowsMax) else {
            throw AdministrationFault(
                .invalid, "--limit must be from 1 to \(ReportRun.rowsMax).")
        }
        let milliseconds = try milliseconds()
        let values = try values()
        do throws(ReportFault) {
            let chosen = try sql.map { text throws(ReportFault) in
                try Report(name: report, reading: text)
            }
            let found: Report
            if let chosen {
                found = chosen
            } else {
                do { found = try ReportEntry.find(report) } catch {
                    throw ReportFault(.badParameter, error.message)
                }
            }
            return try await ReportRun(
                found, settings: values, rowsMax: rowsMax, millisecondsMax: milliseconds,
                at: office.clock.now
            ).answer(from: office.file)
        } catch {
            throw AdministrationFault(error)
        }
    }

    private func milliseconds() throws(AdministrationFault) -> Int64 {
        guard let deadline else { return ReportRun.millisecondsStandard }
        guard let length = DurationText.milliseconds(deadline), length > 0,
            length <= ReportRun.millisecondsMax
        else {
            throw AdministrationFault(
                .invalid, "--deadline “\(deadline.prefix(64))” must be a duration up to 10m.")
        }
        return length
    }

    private func values() throws(AdministrationFault) -> [String: String] {
        var values: [String: String] = [:]
        for setting in settings {
            let halves = setting.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty else {
                throw AdministrationFault(
                    .invalid, "--set “\(setting.prefix(64))” must be NAME=VALUE.")
            }
            values[String(halves[0])] = String(halves[1])
        }
        return values
    }
}

extension AdministrationFault {
    /// The operator's view of a report that can't be run.
    init(_ fault: ReportFault) {
        switch fault.code {
        case .badFile, .badParameter: self.init(.invalid, fault.description)
        case .forbidden, .overtime: self.init(.forbidden, fault.description)
        case .unreadable: self.init(.ledger, fault.description)
        }
    }
}
