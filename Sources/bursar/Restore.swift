import Administration
import ArgumentParser
import Settings

/// `bursar restore`.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract:
            "Put a backup in the place of a data directory's ledger, once it is known to be sound.",
        discussion: """
            No server may run on the data directory. Calls that were under way when the backup was made are settled at \
            their holds. The root key comes from where it is kept; it is in no backup.
            """)

    @Argument(help: "A file that bursar backup made.") var file: String
    @Flag(help: "Put what is in the data directory aside first, under another name.") var replace =
        false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let places = try house.places()
        try places.makeOpenDirectory()
        guard let lock = try DataLock(at: places.lock) else {
            throw CommandFailure(
                "A server or command has \(places.directory) open; stop it, then restore.")
        }
        let restoration = Restoration(
            file: file, directory: places.directory, mayReplace: replace, say: HumanWords.say)
        let answer: Restoration.Answer
        do {
            answer = try withExtendedLifetime(lock) { () throws(AdministrationFault) in
                try restoration.run()
            }
        } catch { throw CommandFailure(error) }
        try house.format.write(answer) {
            var facts = TextFacts()
            facts.add("data", answer.data)
            facts.add("calls", String(answer.calls))
            facts.add("attempts", String(answer.attempts))
            facts.add("cost usd", answer.costUSD)
            facts.add("abandoned", answer.abandoned == 0 ? nil : String(answer.abandoned))
            facts.add("log entries", String(answer.entries))
            facts.add("with it", answer.parts.isEmpty ? nil : answer.parts.joined(separator: ", "))
            facts.add("root key", answer.rootKey)
            facts.add("before", answer.before)
            return facts.text
        }
    }
}
