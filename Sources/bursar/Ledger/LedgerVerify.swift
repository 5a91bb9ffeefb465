import Administration
import ArgumentParser
import Foundation
import Journal
import Ledger
import Settings
import Storage
import Vault

/// `bursar ledger verify`.
///
/// Reads the file itself, beside a server or on a copy, and changes nothing.
struct LedgerVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Make every leaf again from the rows, and the tree from the leaves: is it what was signed?",
        discussion:
            "Works on a copied data directory without its root key. Give a checkpoint that was kept elsewhere to notice a log that was cut or made anew."
    )

    @Option(
        help: ArgumentHelp(
            "A checkpoint that was kept elsewhere; `-` for standard input.", valueName: "file"))
    var checkpoint: String?
    @Option(
        help: ArgumentHelp(
            "What it is to be signed by (default: the key in the data file).", valueName: "vkey"))
    var key: String?
    @Flag(help: "The tree and the checkpoints only, no rows.") var quick = false
    @Flag(help: "The sums of the books and SQLite's own check, too.") var full = false
    @OptionGroup var house: HouseOptions

    /// `{"ok","entries","root","checkpoints","problems","further_problems"}`
    struct Answer: Codable {
        let ok: Bool
        let entries: Int64
        let root: String
        let checkpoints: Int
        let problems: [String]
        let furtherProblems: Int
    }

    func run() async throws {
        guard !quick || !full else {
            throw ValidationError("--quick and --full contradict each other.")
        }
        let places = try house.places()
        guard places.hasLedger else {
            throw CommandFailure(
                "There is nothing in \(places.directory); give another --data.",
                status: CommandFailure.unreachable)
        }
        let found = try verification(of: places)
        let answer = Answer(
            ok: found.problems.isEmpty, entries: found.entries,
            root: Base64.text(found.root.bytes), checkpoints: found.checkpoints,
            problems: found.problems, furtherProblems: found.furtherProblems)
        try house.format.write(answer) {
            answer.ok
                ? "The log is sound: \(answer.entries) entries, \(answer.checkpoints) signed checkpoints, root \(answer.root).\n"
                : answer.problems.map { PlainText.word($0) + "\n" }.joined()
        }
        guard answer.ok else {
            throw CommandFailure(
                "\(answer.problems.count + answer.furtherProblems) problems. Keep a copy of the data directory as it is, and compare with a backup."
            )
        }
    }

    private func verification(of places: DataPlaces) throws -> Verification {
        var progress = ProgressLine()
        do {
            let witnessed = try witnessed()
            let found = try Verification(
                quick ? .quick : full ? .full : .rows, witnessed: witnessed,
                of: try ReadOnlyFile(at: places.ledger)
            ) { progress.show($0, $1) }
            progress.end()
            return found
        } catch {
            progress.end()
            throw CommandFailure(
                AdministrationFault(error).message, status: CommandFailure.unreachable)
        }
    }

    private func witnessed() throws -> Verification.Witnessed? {
        guard let checkpoint else { return nil }
        let data =
            checkpoint == "-"
            ? FileHandle.standardInput.readDataToEndOfFile()
            : FileManager.default.contents(atPath: checkpoint)
        guard let data else {
            throw CommandFailure("The checkpoint \(checkpoint) can't be read.")
        }
        do {
            return try Verification.Witnessed(
                String(decoding: data, as: UTF8.self), key: try key.map { try NoteKey($0) })
        } catch let fault as JournalFault {
            throw CommandFailure(fault.description)
        }
    }
}
