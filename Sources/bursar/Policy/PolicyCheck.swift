import Administration
import ArgumentParser

/// `bursar policy check FILE --since T`.
struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what a policy would have refused of the calls that were made.")

    @Argument(help: "A YAML or JSON file; - for standard input.") var file: String
    @Option(help: ArgumentHelp("From then on: 7d (ago), 2026-11-01.", valueName: "time"))
    var since: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let json = try PolicyFile.json(at: file)
        let answer = try await house.perform(CheckPolicy(policy: json, since: since))
        if !answer.notChecked.isEmpty {
            HumanWords.say(
                "The ledger holds nothing that would tell about \(answer.notChecked.joined(separator: ", "))."
            )
        }
        try house.format.write(answer) {
            var table = TextTable([.text("RULE"), .number("REFUSED")])
            for rule in answer.byRule { table.add([rule.rule, String(rule.refused)]) }
            table.total(["of \(answer.calls) calls", String(answer.refused)])
            return table.text
        }
    }
}
