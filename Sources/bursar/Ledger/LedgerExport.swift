import Administration
import ArgumentParser
import Foundation
import Journal
import Ledger
import Settings
import Storage

/// `bursar ledger export DIR`.
struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the log as files that foreign tools verify (C2SP tlog-tiles).",
        discussion:
            "checkpoint, key, tile/<level>/<number> with hashes, tile/entries/<number> with leaves. Of rows that were deleted for their age only the hashes are there."
    )

    @Argument(help: "An empty or missing folder.") var directory: String
    @OptionGroup var house: HouseOptions

    /// `{"directory","entries","bundles","key"}`
    struct Answer: Codable {
        let directory: String
        let entries: Int64
        /// How many bundles of leaves were written; fewer than all where rows were deleted.
        let bundles: Int
        let key: String
    }

    func run() async throws {
        // one that is missing is empty
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        guard names.isEmpty else {
            throw CommandFailure("The folder \(directory) isn't empty; name another one.")
        }
        _ = try await house.perform(SignCheckpoint())
        let places = try house.places()
        var progress = ProgressLine()
        let answer: Answer
        do {
            let export = try ReadOnlyFile(at: places.ledger).read { database in
                try LogExport(to: URL(filePath: directory), of: database) { progress.show($0, $1) }
            }
            progress.end()
            answer = Answer(
                directory: directory, entries: export.entries, bundles: export.bundles,
                key: export.key.description)
        } catch {
            progress.end()
            throw CommandFailure(AdministrationFault(error))
        }
        try house.format.write(answer) {
            "\(answer.entries) entries are in \(answer.directory), signed by \(answer.key).\n"
        }
    }
}
