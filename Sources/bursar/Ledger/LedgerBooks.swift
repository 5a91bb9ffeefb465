import Administration
import ArgumentParser
import Ledger
import Settings
import Storage

/// `bursar ledger books`.
///
/// Reads the file itself, beside a server or on a copy, and changes nothing.
struct LedgerBooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "books", abstract: "Recompute every sum and compare: are they all equal?")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let places = try house.places()
        guard places.hasLedger else {
            throw CommandFailure(
                "There is nothing in \(places.directory); give another --data.",
                status: CommandFailure.unreachable)
        }
        let books = try books(of: places.ledger)
        let answer = CheckBooks.Answer(
            ok: books.problems.isEmpty, entries: books.entries, problems: books.problems)
        try house.format.write(answer) {
            answer.ok
                ? "The books balance over \(answer.entries) entries.\n"
                : answer.problems.map { PlainText.word($0) + "\n" }.joined()
        }
        guard answer.ok else {
            throw CommandFailure(
                "\(answer.problems.count) sums differ. Keep a copy of the data directory and report this as a fault."
            )
        }
    }

    private func books(of ledger: String) throws -> Books {
        var progress = ProgressLine()
        defer { progress.end() }
        do {
            return try ReadOnlyFile(at: ledger).read { database in
                try Books(checking: database) { progress.show($0, $1) }
            }
        } catch {
            throw CommandFailure(
                AdministrationFault(error).message, status: CommandFailure.unreachable)
        }
    }
}
