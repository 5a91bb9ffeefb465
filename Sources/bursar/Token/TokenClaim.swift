import Administration
import ArgumentParser
import Vault

/// `bursar token claim CODE`.
struct TokenClaim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Exchange a code for its token; the code is then used up.",
        discussion:
            "Arguments are seen by other users of the host; without CODE, or with -, the code is read from standard input."
    )

    @Argument(help: "The code of “bursar token issue --wrap”.") var code: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        var code = code ?? "-"
        if code == "-" {
            code = try StandardInput.secret("claim code").textInClear()
        }
        let answer = try await house.perform(ClaimToken(code: code))
        try house.format.write(answer) {
            HumanWords.say("Keep it now: it can't be shown again.")
            return (answer.token ?? "") + "\n"
        }
    }
}
