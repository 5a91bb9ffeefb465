import Administration
import ArgumentParser
import Vocabulary

/// `bursar price rerate --since TIME`.
struct PriceRerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerate",
        abstract:
            "Price past calls by the book of now, as of when they began; differences become adjustments.",
        discussion: "What was booked stays; doing it twice changes nothing more.")

    @Option(help: ArgumentHelp("Calls from then on: 7d (ago), 2026-11-01.", valueName: "time"))
    var since: String
    @Option(help: ArgumentHelp("Calls before then.", valueName: "time")) var until: String?
    @Option(help: "Only at this upstream.") var upstream: String?
    @Flag(help: "Only say what would change.") var dryRun = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        var total: RerateCalls.Answer?
        var after: String?
        repeat {
            let turn = try await house.perform(
                RerateCalls(
                    since: since, until: until, upstream: upstream, dryRun: dryRun, after: after))
            var sum = total ?? turn
            if total != nil {
                sum.attempts += turn.attempts
                sum.adjusted += turn.adjusted
                sum.unpriced += turn.unpriced
                sum.amountNanoUSD += turn.amountNanoUSD
            }
            total = sum
            after = turn.next
            if after != nil, sum.attempts.isMultiple(of: 50_000), sum.attempts > 0 {
                HumanWords.say("\(sum.attempts) attempts looked at, \(sum.adjusted) adjusted")
            }
        } while after != nil
        guard var answer = total else { return }
        answer.amountUSD = NanoUSD(answer.amountNanoUSD).dollars
        answer.next = nil
        try house.format.write(answer) {
            let verb = answer.dryRun ? "would be" : "were"
            return
                "\(answer.attempts) attempts: \(answer.adjusted) \(verb) adjusted by \(answer.amountUSD) USD in all, "
                + "\(answer.unpriced) have no price and stay.\n"
        }
    }
}
