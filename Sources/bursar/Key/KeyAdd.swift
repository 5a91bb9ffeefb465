import Administration
import ArgumentParser

/// `bursar key add UPSTREAM < secret`.
struct KeyAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Seal a provider's key, read from standard input.",
        discussion:
            "The key is tried with the provider's list of models, which costs nothing; a failure only warns."
    )

    @Argument(help: "The upstream it opens.") var upstream: String
    @Option(help: "A name to tell it from the upstream's others.") var name: String?
    @Option(help: "Its share of the calls (default 1).") var weight: Int?
    @Option(help: "How many calls it may serve at once.") var parallel: Int?
    @Option(help: ArgumentHelp("Models it may be used for.", valueName: "glob,…")) var models:
        String?
    @Option(help: ArgumentHelp("When it ends: 90d, or a time.", valueName: "d")) var expires:
        String?
    @Flag(help: "Don't try it.") var noTest = false
    /// What nobody asked for: perhaps a key, which must not be shown again.
    @Argument(parsing: .allUnrecognized, help: .hidden) var surplus: [String] = []
    @OptionGroup var house: HouseOptions

    func run() async throws {
        guard surplus.isEmpty else { throw CommandFailure.typedSecret("key add UPSTREAM") }
        let secret = try StandardInput.secret("key")
        let key = try await house.perform(
            AddKey(
                upstream: upstream, name: name, weight: weight, parallel: parallel,
                models: WordsInput.list(models),
                expires: expires, test: !noTest), secret: secret)
        if let problem = key.test?.problem {
            HumanWords.say("Warning: the key is stored, but trying it failed: \(problem)")
        }
        if let same = key.sameAs {
            HumanWords.say(
                "Warning: the same secret is in use already, as \(same.joined(separator: ", ")); a provider's limits count once for both."
            )
        }
        try house.format.write(key) {
            var facts = TextFacts()
            facts.add("key", key.id)
            facts.add("name", key.name)
            facts.add("upstream", key.upstream)
            facts.add("version", String(key.version))
            facts.add("tested", Self.verdict(key.test))
            return facts.text
        }
    }

    /// What came of trying a key.
    static func verdict(_ test: KeyTrialResult?) -> String {
        test.map { $0.ok ? "works, \($0.models ?? 0) models" : "failed" } ?? "no"
    }
}
