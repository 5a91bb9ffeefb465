import Administration
import ArgumentParser

/// `bursar doctor`.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is set up, what is risky, what is missing.")

    @Option(
        help: ArgumentHelp(
            "A text that must be in no file of the data directory, in clear or encoded.",
            valueName: "text"))
    var canary: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(Diagnose(canary: canary))
        try house.format.write(answer) {
            var table = TextTable([
                .text(""), .text("SUBJECT"), .text("FINDING"), .text("WHAT TO DO"),
            ])
            for finding in answer.findings {
                table.add([
                    finding.level.rawValue, finding.subject, finding.finding, finding.advice,
                ])
            }
            return table.text
        }
        if answer.findings.contains(where: { $0.level == .wrong }) {
            throw CommandFailure("Something is wrong; see above what to do.")
        }
    }
}
