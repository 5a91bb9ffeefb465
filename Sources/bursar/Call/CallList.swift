import Administration
import ArgumentParser

/// `bursar call list`.
struct CallList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The newest calls first.")

    @Option(help: "At most so many.") var limit = 50
    @Option(
        help: ArgumentHelp("Only calls older than this one, for the next page.", valueName: "call"))
    var before: String?
    @Option(help: ArgumentHelp("From then on: 7d (ago), 2026-11-01.", valueName: "time")) var since:
        String?
    @Option(help: "Only this client's.") var client: String?
    @Option(help: "Only those that ended so: ok, refused, failed, client_closed, abandoned.")
    var outcome: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            ListCalls(limit: limit, before: before, since: since, client: client, outcome: outcome))
        try house.format.write(answer) {
            var table = TextTable([
                .text("CALL"), .text("BEGAN"), .text("CLIENT"), .text("MODEL"), .text("OUTCOME"),
                .number("STATUS"),
                .text("CODE"), .number("COST USD"),
            ])
            for call in answer.calls {
                table.add([
                    call.id, call.beganAt, call.client, call.model, call.outcome ?? "under way",
                    call.status.map { String($0) }, call.code, call.costUSD,
                ])
            }
            return table.text(
                whenEmpty: "No calls yet, or none that fit.")
        }
    }
}
