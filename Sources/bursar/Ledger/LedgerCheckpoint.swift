import Administration
import ArgumentParser

/// `bursar ledger checkpoint`.
struct LedgerCheckpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract:
            "Sign the log as it is and print the signed note; keep it where nobody who can write here can write."
    )

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(SignCheckpoint())
        try house.format.write(answer) { answer.note }
    }
}
