import Administration
import ArgumentParser

/// `bursar vault rotate`.
struct VaultRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Seal everything anew under another root key, while calls go on.",
        discussion: """
            Providers' keys and Bursar's own stay what they are; only what they are sealed under changes. A rotation that \
            was cut short goes on when the server starts, or when this is run again.
            """)

    @Option(
        help: ArgumentHelp(
            "Where the next root key comes from (default: a new file beside the present one).",
            valueName: "source"))
    var to: String?
    @Flag(help: "Give every provider's key a fresh data key too.") var deep = false
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var house: HouseOptions

    func run() async throws {
        try memory.prepare()
        let answer = try await house.perform(RotateVault(to: to, deep: deep))
        for old in answer.retired {
            HumanWords.say(
                "Root key \(old.version) (\(old.source)) seals nothing any more. Copies of the data from before need it; destroy it when they are gone."
            )
        }
        HumanWords.say(
            "Keep a copy of the new root key apart from the data: without it no provider's key can be read."
        )
        try house.format.write(answer) {
            var facts = TextFacts()
            facts.add("root key", "\(answer.rootVersion), \(answer.source)")
            facts.add(
                "sealed anew", "\(answer.sealed)\(answer.deep ? ", with fresh data keys" : "")")
            facts.add("begun earlier", answer.resumed ? "yes" : nil)
            return facts.text
        }
    }
}
