import Administration
import ArgumentParser

/// `bursar key rotate ID < secret`.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a key another secret, read from standard input; no call fails.",
        discussion: """
            The new secret serves at once. The old one finishes the calls it holds, then its sealed form is destroyed. \
            A secret that the provider refuses changes nothing.
            """)

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @Option(
        help: ArgumentHelp(
            "Cut calls that still use the old secret after this (default: let them end).",
            valueName: "d"))
    var grace: String?
    @Option(
        help: ArgumentHelp(
            "When the key ends: 90d, a time, never (default: as before).", valueName: "d"))
    var expires: String?
    @Flag(help: "Don't try the new secret.") var noTest = false
    /// What nobody asked for: perhaps a secret, which must not be shown again.
    @Argument(parsing: .allUnrecognized, help: .hidden) var surplus: [String] = []
    @OptionGroup var house: HouseOptions

    func run() async throws {
        guard surplus.isEmpty else { throw CommandFailure.typedSecret("key rotate ID") }
        let secret = try StandardInput.secret("key")
        let key = try await house.perform(
            RotateKey(id: id, grace: grace, expires: expires, test: !noTest), secret: secret)
        if let problem = key.test?.problem {
            HumanWords.say("Warning: the key was rotated, but trying it failed: \(problem)")
        }
        try house.format.write(key) {
            var facts = TextFacts()
            facts.add("key", key.id)
            facts.add("name", key.name)
            facts.add("upstream", key.upstream)
            facts.add("version", String(key.version))
            facts.add("tested", KeyAdd.verdict(key.test))
            facts.add("version before", Self.words(key.previous))
            return facts.text
        }
    }

    private static func words(_ previous: RotateKey.Answer.Previous) -> String {
        previous.state == "revoked"
            ? "\(previous.version), its secret is destroyed"
            : "\(previous.version), finishes \(previous.calls) calls, then its secret is destroyed"
    }
}
