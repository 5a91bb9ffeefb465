import Administration
import ArgumentParser

/// `bursar call refusals`.
struct CallRefusals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refusals",
        abstract:
            "Who was refused, by what, how often; strangers (401) too, of whom there are no calls.",
        discussion: "Strangers and repeated refusals by limits are written once a minute."
    )

    @Option(help: ArgumentHelp("From then on: 7d (ago), 2026-11-01.", valueName: "time")) var since:
        String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListRefusals(since: since))
        try house.format.write(answer) {
            var table = TextTable([
                .text("KIND"), .text("RULE"), .text("NETWORK"), .text("CLIENT"), .text("TOKEN"),
                .number("REFUSALS"), .text("LAST"),
            ])
            for row in answer.refusals {
                table.add([
                    row.kind, row.rule, row.network, row.client, row.token, String(row.refusals),
                    row.lastAt,
                ])
            }
            return table.text(whenEmpty: "Nobody was refused.")
        }
    }
}
