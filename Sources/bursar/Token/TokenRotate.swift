import Administration
import ArgumentParser

/// `bursar token rotate ID`.
struct TokenRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a token another secret; its id, scopes, budgets and history stay.")

    @Argument(
        help: "Its id (the twelve characters after “bur_”), or its name where that is unique.")
    var id: String
    @Option(
        help: ArgumentHelp(
            "How long the old secret goes on (default: not at all).", valueName: "d"))
    var grace: String?
    @Option(
        help: ArgumentHelp(
            "Repeated with the same key, it replaces the secret it made, while nobody used it.",
            valueName: "key"))
    var idempotencyKey: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            RotateToken(id: id, grace: grace, idempotencyKey: idempotencyKey))
        try house.format.write(answer) {
            HumanWords.say("Keep it now: it can't be shown again. It is version \(answer.version).")
            return answer.token + "\n"
        }
    }
}
