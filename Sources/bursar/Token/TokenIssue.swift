import Administration
import ArgumentParser

/// `bursar token issue CLIENT`.
struct TokenIssue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Make a token; it is shown this once and can't be read again.")

    @Argument(help: "The client that will call with it.") var client: String
    @Option(help: "A name to tell it from the client's others.") var name: String?
    @Option(
        help: ArgumentHelp("Models it may ask for, such as gpt-*,claude-*.", valueName: "glob,…"))
    var models: String?
    @Option(
        help: ArgumentHelp(
            "What it may call: chat, responses, messages, gemini, embeddings.", valueName: "e,…"))
    var endpoints: String?
    @Option(help: ArgumentHelp("Networks it may come from, such as 10.0.0.0/8.", valueName: "c,…"))
    var cidr: String?
    @Option(
        help: ArgumentHelp(
            "How long it lasts (30d) or never; 90d unless given.", valueName: "d|never"))
    var expires: String?
    @Option(
        help: ArgumentHelp(
            "Print a code instead, good for so long: whoever claims it gets the token, once.",
            valueName: "d"))
    var wrap: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            IssueToken(
                client: client, name: name, models: WordsInput.list(models),
                endpoints: WordsInput.list(endpoints),
                networks: WordsInput.list(cidr), expires: expires, wrap: wrap))
        try house.format.write(answer) {
            if let claim = answer.claim {
                HumanWords.say(
                    "Hand it on: bursar token claim CODE, or POST /bursar/v1/claim, yields the token once."
                )
                return claim + "\n"
            }
            HumanWords.say(
                "Keep it now: it can't be shown again. It \(answer.expiresAt.map { "expires \($0)" } ?? "never expires")."
            )
            return (answer.token ?? "") + "\n"
        }
    }
}

/// Lists on the command line.
enum WordsInput {
    /// The parts between commas; `nil` for an absent option.
    static func list(_ text: String?) -> [String]? {
        text.map { $0.split(separator: ",").map { String($0).trimmed } }
    }
}

extension String {
    /// Without spaces at both ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
