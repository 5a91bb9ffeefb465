import Administration
import ArgumentParser
import Settings

/// `bursar init`.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the data directory and its root key; does nothing when they are there.")

    @Option(
        help: ArgumentHelp(
            "Where the root key comes from: file:PATH, credential:NAME, env:NAME, passphrase:PATH|tty, command:….",
            discussion: "Default: a new file below $XDG_CONFIG_HOME/bursar, for its owner alone.",
            valueName: "source"))
    var rootKey: String?
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var house: HouseOptions

    func run() async throws {
        try memory.prepare()
        let places = try house.places()
        try places.makeOpenDirectory()
        guard let lock = try DataLock(at: places.lock) else {
            let founding = ConfirmFounding(rootKey: rootKey)
            if case .answer(let result) = try await AdminSocket(places).ask(founding) {
                return try write(result)
            }
            throw CommandFailure(
                "A server or command has \(places.directory) open; if it is a server, the directory is set up already.",
                status: CommandFailure.unreachable)
        }
        let opened = try OpenedHouse(places: places, lock: lock)
        defer { opened.close() }
        let founding = Founding(
            file: opened.file, dataDirectory: places.directory, keyFolder: places.keyFolder)
        let result: Founding.Result
        do { result = try await founding.establish(source: rootKey) } catch {
            throw CommandFailure(error)
        }
        if result.created {
            HumanWords.say(
                "Keep a copy of the root key apart from the data: without it no provider's key can be read."
            )
        }
        try write(result)
    }

    private func write(_ result: Founding.Result) throws {
        try house.format.write(result) {
            var facts = TextFacts()
            facts.add("data", result.data)
            facts.add("root key", result.rootKey)
            facts.add("made now", result.created ? "yes" : "no, it was there before")
            return facts.text
        }
    }
}

/// What commands take that handle secrets in this process.
struct MemoryOptions: ParsableArguments {
    @Flag(help: "Go on when memory for secrets can't be locked against swapping.")
    var allowInsecureMemory = false

    /// Locks the memory for secrets, unless it may do without.
    func prepare() throws {
        let isAllowed = allowInsecureMemory || SettingVariables.isSet(.allowInsecureMemory)
        try SecretsMemory.prepare(allowInsecure: isAllowed)
    }
}
