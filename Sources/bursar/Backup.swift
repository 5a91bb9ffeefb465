import Administration
import ArgumentParser
import Foundation
import Settings
import Storage

/// `bursar backup`.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger, as it is at one moment, into one file, while calls go on.",
        discussion: "The root key is never in it: keep a copy of that apart.")

    @Argument(help: "A file that isn't there yet.") var file: String
    @Flag(help: "Take kept content along, sealed as it is.") var withContent = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let path = URL(filePath: file).standardizedFileURL.path
        let places = try house.places()
        let progress = Task {
            // Nothing depends on what is said here.
            let whole = FileSize.of(places.ledger) ?? 0
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                if let size = FileSize.of(path + BackupFile.unfinished), whole > 0 {
                    HumanWords.say("\(min(99, size * 100 / whole)) % copied")
                }
            }
        }
        defer { progress.cancel() }
        let answer = try await house.perform(BackUp(path: path, withContent: withContent))
        try house.format.write(answer) {
            var facts = TextFacts()
            facts.add("file", answer.file)
            facts.add("bytes", String(answer.bytes))
            facts.add("calls", String(answer.calls))
            facts.add("attempts", String(answer.attempts))
            facts.add("cost usd", answer.costUSD)
            facts.add("with it", answer.parts.isEmpty ? nil : answer.parts.joined(separator: ", "))
            return facts.text
        }
    }
}

/// How large files are.
enum FileSize {
    /// In bytes; `nil` for one that isn't there.
    static func of(_ path: String) -> Int64? {
        // one that is gone has no size
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value
    }
}
