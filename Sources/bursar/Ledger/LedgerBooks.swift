import Administration
import ArgumentParser

/// `bursar ledger books`.
struct LedgerBooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books", abstract: "Recompute every sum and compare: are they all equal?")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(CheckBooks())
        try house.format.write(answer) {
            answer.ok
                ? "The books balance over \(answer.entries) entries.\n"
                : answer.problems.map { PlainText.word($0) + "\n" }.joined()
        }
        guard answer.ok else {
            throw CommandFailure(
                "\(answer.problems.count) sums differ. Keep a copy of the data directory and report this as a fault."
            )
        }
    }
}
