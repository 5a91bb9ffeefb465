import Administration
import ArgumentParser

/// `bursar ledger adjust CALL --reason TEXT --cost USD`.
struct LedgerAdjust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust",
        abstract: "Book what a call really cost; what was booked stays beside it.")

    @Argument(help: "The call's id, as in the bursar-call header.") var call: String
    @Option(help: "Why, in one line; it is kept for ever.") var reason: String
    @Option(help: ArgumentHelp("What it cost all in all.", valueName: "usd")) var cost: String
    @Option(help: "Which try, where there are several.") var attempt: Int?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            AdjustCall(call: call, reason: reason, cost: cost, attempt: attempt))
        try house.format.write(answer) {
            answer.amountNanoUSD == 0
                ? "The books say so already: \(answer.netUSD) USD.\n"
                : "Adjusted by \(answer.amountUSD) USD; attempt \(answer.attempt) costs \(answer.netUSD) USD now.\n"
        }
    }
}
