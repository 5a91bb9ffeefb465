import Administration
import ArgumentParser

/// `bursar erase client:NAME|call:ID`.
struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Destroy what is kept of a client's calls, or of one call; the books stay.",
        discussion:
            "The client's content key is destroyed with what it sealed. What the ledger says of calls (who, when, model, "
            + "tokens, cost) stays, and so do copies of the data made earlier and what providers keep."
    )

    @Argument(help: ArgumentHelp("client:NAME or call:ID.", valueName: "subject")) var subject:
        String
    @Option(help: "Why, such as a ticket's number; it is kept.") var reason: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(EraseData(subject: subject, reason: reason))
        try house.format.write(answer) {
            "Erased what was kept of \(answer.bodies) calls of \(PlainText.word(answer.subject)); erasure \(answer.id).\n"
        }
    }
}
