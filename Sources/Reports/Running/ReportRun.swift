import Storage
import Vocabulary

/// A report with the values of its parameters, ready to be run.
package struct ReportRun: Sendable {
    /// Rows of an answer unless said otherwise, and at most.
    package static let rowsStandard = 10_000
    package static let rowsMax = 100_000
    /// How long a report may run unless said otherwise, and at most.
    package static let millisecondsStandard: Int64 = 10_000
    package static let millisecondsMax: Int64 = 600_000
    /// The end of the year 9999.
    private static let end: Int64 = 253_402_300_800_000
    private static let hour: Int64 = 3_600_000

    /// What is sealed or a digest of a secret: no report needs it.
    private static let hidden: Set<String> = [
        "service_key.wrapped", "root_key.check_value", "root_key.passphrase_parameters",
        "key_version.sealed", "key_version.wrapped_dek", "token_version.digest",
        "token_version.idempotency_key", "token_claim.digest", "proof_stash.sealed",
        "content_key.wrapped",
    ]

    private let report: Report
    private let since: Timestamp
    private let until: Timestamp
    private let now: Timestamp
    private let values: [String: GuardedCell]
    private let rowsMax: Int
    private let millisecondsMax: Int64

    /// - Parameters:
    ///   - settings: Values of parameters as an operator writes them, by name.
    /// - Throws: `.badParameter`.
    package init(
        _ report: Report, settings: [String: String], rowsMax: Int = rowsStandard,
        millisecondsMax: Int64 = millisecondsStandard, at now: Timestamp
    ) throws(ReportFault) {
        self.report = report
        self.now = now
        self.rowsMax = rowsMax
        self.millisecondsMax = millisecondsMax
        // Every report knows since and until, whether it declares them or not.
        var since = Timestamp(milliseconds: 0)
        var until = now
        var values: [String: GuardedCell] = [:]
        for parameter in report.parameters {
            guard let text = settings[parameter.name] ?? parameter.standard else {
                throw ReportFault(
                    .badParameter,
                    "\(report.name) needs \(parameter.name) (\(parameter.meaning)): --set \(parameter.name)=VALUE."
                )
            }
            let value = try Self.value(text, of: parameter, at: now)
            switch (parameter.name, value) {
            case ("since", .integer(let moment)): since = Timestamp(milliseconds: moment)
            case ("until", .integer(let moment)): until = Timestamp(milliseconds: moment)
            default: values[parameter.name] = value
            }
        }
        for (name, text) in settings.sorted(by: { $0.key < $1.key })
        where !report.parameters.contains(where: { $0.name == name }) {
            guard name == "since" || name == "until" else {
                throw ReportFault(
                    .badParameter,
                    "\(report.name) has no parameter “\(name.prefix(64))”; bursar report show \(report.name) lists them."
                )
            }
            let moment = try Self.moment(text, name, at: now)
            if name == "since" { since = moment } else { until = moment }
        }
        self.since = Timestamp(milliseconds: min(max(0, since.milliseconds), Self.end))
        self.until = Timestamp(
            milliseconds: min(max(self.since.milliseconds, until.milliseconds), Self.end))
        self.values = values
    }

    /// Runs it.
    package func answer(from file: LedgerFile) async throws(ReportFault) -> ReportAnswer {
        let (from, to) = (since.milliseconds, until.milliseconds)
        var parameters = values
        parameters["since_ms"] = .integer(from)
        parameters["until_ms"] = .integer(to)
        parameters["now_ms"] = .integer(now.milliseconds)
        parameters["since_id"] = .blob(Self.firstID(from))
        parameters["until_id"] = .blob(Self.firstID(to))
        parameters["since_hour_id"] = .blob(
            Self.firstID((from + Self.hour - 1) / Self.hour * Self.hour))
        parameters["until_hour_id"] = .blob(Self.firstID(to / Self.hour * Self.hour))
        let question = GuardedQuestion(
            sql: report.sql, preparations: Report.preparations, parameters: parameters,
            rowsMax: rowsMax, millisecondsMax: millisecondsMax, hidden: Self.hidden)
        let answer: GuardedAnswer
        do { answer = try await file.ask(question) } catch { throw ReportFault(error) }
        return ReportAnswer(answer, to: report, since: since, until: until, at: now)
    }

    /// The first identifier of a moment: 48 bits of time (RFC 9562 section 5.7), then zeros.
    private static func firstID(_ milliseconds: Int64) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) }
            + [UInt8](repeating: 0, count: 10)
    }

    private static func value(
        _ text: String, of parameter: ReportParameter, at now: Timestamp
    ) throws(ReportFault) -> GuardedCell {
        switch parameter.kind {
        case .text:
            guard text.utf8.count <= 1_000 else {
                throw ReportFault(.badParameter, "\(parameter.name) is longer than 1,000 bytes.")
            }
            return .text(text)
        case .integer:
            guard let number = Int64(text), abs(number) <= 1_000_000_000_000 else {
                throw ReportFault(
                    .badParameter,
                    "\(parameter.name) “\(text.prefix(64))” is no whole number (\(parameter.meaning))."
                )
            }
            return .integer(number)
        case .time: return .integer(try moment(text, parameter.name, at: now).milliseconds)
        }
    }

    private static func moment(
        _ text: String, _ name: String, at now: Timestamp
    ) throws(ReportFault) -> Timestamp {
        if text == "now" { return now }
        guard let moment = Timestamp(text, now: now) else {
            throw ReportFault(
                .badParameter,
                "\(name) “\(text.prefix(64))” is no time; write 7d (ago), 2027-01-31 or 2027-01-31T12:00:00Z."
            )
        }
        return moment
    }
}
