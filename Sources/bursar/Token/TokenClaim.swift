import Administration
import ArgumentParser

/// `bursar token claim CODE`.
struct TokenClaim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Exchange a code for its token; the code is then used up.")

    @Argument(help: "The code of “bursar token issue --wrap”.") var code: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ClaimToken(code: code))
        try house.format.write(answer) {
            HumanWords.say("Keep it now: it can't be shown again.")
            return (answer.token ?? "") + "\n"
        }
    }
}
