import Administration
import ArgumentParser

/// `bursar report show`.
struct ReportShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What a report asks, takes and answers, and its SQL.")

    @Argument(help: "The report's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let report = try await house.perform(ShowReport(report: name))
        try house.format.write(report) {
            // Its header says it all.
            PlainText.lines(report.sql)
        }
    }
}
