import Administration
import ArgumentParser

/// `bursar ledger prune`.
struct LedgerPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Delete the rows of old calls; sums, balances and the log's hashes stay.",
        discussion: """
            Reports go on to answer for that time by whole hours; single calls of it can't be shown any more. A few rows \
            go at a time, so that no call waits long. The file doesn't shrink: its room is used again.
            """)

    @Option(
        help: ArgumentHelp(
            "Calls that began before then: 90d (ago), 2026-01-01.", valueName: "time"))
    var before: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        var whole = PruneLedger.Answer?.none
        repeat {
            let round = try await house.perform(PruneLedger(before: whole?.before ?? before))
            whole = whole.map { $0.adding(round) } ?? round
            if let sum = whole, !sum.done { HumanWords.say("\(sum.calls) calls deleted so far") }
        } while whole?.done == false
        guard let answer = whole else { return }
        try house.format.write(answer) {
            "\(answer.calls) calls and \(answer.attempts) attempts from before \(answer.before) were deleted; "
                + "the longest step took \(answer.longestMs) ms.\n"
        }
    }
}
