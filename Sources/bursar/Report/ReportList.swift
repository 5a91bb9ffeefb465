import Administration
import ArgumentParser

/// `bursar report list`.
struct ReportList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The reports there are, and what each asks.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListReports())
        try house.format.write(answer) {
            var table = TextTable([.text("REPORT"), .text("QUESTION")])
            for report in answer.reports { table.add([report.name, report.question]) }
            return table.text
        }
    }
}
