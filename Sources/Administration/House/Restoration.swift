import Embedded
import Foundation
import GRDB
import Ledger
import Storage
import Vocabulary

/// Putting a backup in place: copied beside the ledger, checked there, and only then made the ledger. Whatever goes wrong
/// before leaves everything as it was.
package struct Restoration {
    private static let unfinished = ".restoring"
    private static let pieceBytes = 8 << 20

    private let file: String
    private let directory: String
    private let mayReplace: Bool
    private let say: (String) -> Void

    private var ledger: String { directory + "/ledger.db" }

    /// - Parameters:
    ///   - file: What `BackUp` made.
    ///   - directory: The data directory, there and locked.
    ///   - mayReplace: May what is there be put aside?
    ///   - say: Hears how far it is.
    package init(
        file: String, directory: String, mayReplace: Bool, say: @escaping (String) -> Void
    ) {
        self.file = file
        self.directory = directory
        self.mayReplace = mayReplace
        self.say = say
    }

    /// What came of it.
    package struct Answer: Codable, Sendable {
        package let data: String
        package let calls: Int64
        package let attempts: Int64
        package let costUSD: String
        package let costNanoUSD: Int64
        /// Calls that were under way when the backup was made.
        package let abandoned: Int
        /// Entries of the log.
        package let entries: Int64
        /// Files that went along.
        package let parts: [String]
        /// Where the root key is looked for.
        package let rootKey: String?
        /// Where what was there before is now.
        package let before: String?
    }

    /// Does it.
    package func run() throws(AdministrationFault) -> Answer {
        do { return try restore() } catch {
            clear()
            guard let fault = error as? AdministrationFault else {
                throw AdministrationFault(
                    .conflict, "The backup can't be restored: \(StorageFault(error))")
            }
            throw fault
        }
    }

    private func restore() throws -> Answer {
        guard mayReplace || !FileManager.default.fileExists(atPath: ledger) else {
            throw refusal(
                "\(directory) holds a ledger already; give another --data, or --replace, which puts it aside."
            )
        }
        let copy = ledger + Self.unfinished
        clear()
        try copyFile(to: copy)
        let parts = try inspect(copy)
        say("the file is sound; checking the books and the log")
        let checked = try check(copy)
        let before = try swap(copy, parts)
        return Answer(
            data: directory, calls: checked.counts.calls, attempts: checked.counts.attempts,
            costUSD: NanoUSD(checked.counts.costNanoUSD).dollars,
            costNanoUSD: checked.counts.costNanoUSD, abandoned: checked.abandoned,
            entries: checked.entries, parts: parts, rootKey: checked.rootKey, before: before)
    }

    private func refusal(_ sentence: String) -> AdministrationFault {
        AdministrationFault(.conflict, sentence)
    }

    private func clear() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        where name.contains(Self.unfinished) {
            // left by a restore that was cut short; what stays is looked at again
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
    }

    private func size() -> Int64? {
        // one that isn't there has no size
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return (attributes?[.size] as? NSNumber)?.int64Value
    }

    /// Copies in pieces and says how far it is.
    private func copyFile(to copy: String) throws {
        guard let size = size(), size > 0,
            let source = FileHandle(forReadingAtPath: file)
        else { throw refusal("\(file) can't be read, or is empty.") }
        defer { try? source.close() }  // it was only read
        let head = try source.read(upToCount: 16) ?? Data()
        guard head == Data("SQLite format 3\0".utf8) else {
            throw refusal("\(file) is no backup of Bursar.")
        }
        try source.seek(toOffset: 0)
        guard
            FileManager.default.createFile(
                atPath: copy, contents: nil, attributes: [.posixPermissions: 0o600]),
            let target = FileHandle(forWritingAtPath: copy)
        else { throw refusal("\(copy) can't be written; check who owns the directory.") }
        var copied: Int64 = 0
        var said: Int64 = 0
        while let piece = try source.read(upToCount: Self.pieceBytes), !piece.isEmpty {
            try target.write(contentsOf: piece)
            copied += Int64(piece.count)
            if copied * 10 / size > said, copied < size {
                said = copied * 10 / size
                say("\(said * 10) % copied")
            }
        }
        try target.synchronize()
        try target.close()
    }

    /// Is it a backup, whole, and of a schema that this program knows?
    ///
    /// - Returns: The files that go along, unpacked beside it.
    private func inspect(_ copy: String) throws -> [String] {
        let known = EmbeddedFile.all(in: "migrations").count
        let database = try DatabaseQueue(path: copy)
        let parts = try database.writeWithoutTransaction { database -> [String] in
            let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
            guard application == LedgerFile.applicationID else {
                throw refusal("\(file) is no backup of Bursar.")
            }
            guard let facts = try BackupFile.facts(in: database, bytes: 0) else {
                throw refusal(
                    "\(file) is a ledger, but no backup: make one with bursar backup.")
            }
            guard facts.schema <= known else {
                throw refusal(
                    "The backup was made by a newer Bursar (schema \(facts.schema), this one knows \(known)). Use that version."
                )
            }
            say("checking \(facts.calls) calls")
            let findings = try String.fetchAll(database, sql: "PRAGMA integrity_check(3)")
            guard findings == ["ok"] else {
                let words = (findings.first ?? "unreadable").split(separator: "\n").last ?? ""
                throw refusal("The backup is damaged: \(words.prefix(200)).")
            }
            let found = try BackupFile.count(in: database)
            guard found.calls == facts.calls, found.attempts == facts.attempts,
                found.costNanoUSD == facts.costNanoUSD
            else {
                throw refusal(
                    "The backup holds \(found.calls) calls and \(NanoUSD(found.costNanoUSD).dollars) USD, but says "
                        + "\(facts.calls) and \(NanoUSD(facts.costNanoUSD).dollars): it was changed."
                )
            }
            return try BackupFile.unpack(
                database, into: directory, ending: Self.unfinished)
        }
        try database.close()
        return parts
    }

    private struct Checked: Sendable {
        let counts: (calls: Int64, attempts: Int64, costNanoUSD: Int64)
        let abandoned: Int
        let entries: Int64
        let rootKey: String?
    }

    /// Opens it as the ledger it will be: migrated, recovered, its sums and its tree checked.
    private func check(_ copy: String) throws -> Checked {
        let opened = try LedgerFile(at: copy)
        defer { opened.close() }
        try checkSchema(of: opened, beside: copy)
        let abandoned = try Ledger(file: opened).recover(at: SystemClock().now)
        return try opened.writer.writeBlocking { transaction in
            let database = transaction.database
            let books = try Books(checking: database)
            guard books.problems.isEmpty else {
                throw AdministrationFault(
                    .conflict, "The backup's books don't balance: \(books.problems[0])")
            }
            let log = try Verification(.rows, witnessed: nil, in: database) { _, _ in }
            guard log.problems.isEmpty else {
                throw AdministrationFault(
                    .conflict, "The backup's log doesn't verify: \(log.problems[0])")
            }
            return Checked(
                counts: try BackupFile.count(in: database), abandoned: abandoned,
                entries: log.entries,
                rootKey: try String.fetchOne(
                    database, sql: "SELECT source FROM root_key WHERE state = 'current'"))
        }
    }

    /// Is there nothing in it but what the migrations make?
    private func checkSchema(of file: LedgerFile, beside copy: String) throws {
        let fresh = try LedgerFile(at: copy + ".fresh")
        defer { fresh.close() }
        let model = try fresh.writer.writeBlocking { try SchemaShape(of: $0.database) }
        let found = try file.writer.writeBlocking { try SchemaShape(of: $0.database) }
        if let difference = found.difference(from: model) {
            throw refusal("The backup's schema isn't Bursar's: \(difference).")
        }
    }

    /// - Returns: Where what was there before is now.
    private func swap(_ copy: String, _ parts: [String]) throws -> String? {
        let files = FileManager.default
        var aside: String?
        if files.fileExists(atPath: ledger) {
            let stamp = SystemClock().now.text.prefix(19).split(separator: ":").joined()
            let folder = directory + "/before-restore-" + stamp
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
            let old = ["ledger.db", "content.db"].flatMap { name in
                ["", "-wal", "-shm"].map { name + $0 }
            }
            for name in old where files.fileExists(atPath: directory + "/" + name) {
                try files.moveItem(
                    atPath: directory + "/" + name, toPath: folder + "/" + name)
            }
            aside = folder
        }
        for part in parts {
            try files.moveItem(
                atPath: directory + "/" + part + Self.unfinished,
                toPath: directory + "/" + part)
        }
        try files.moveItem(atPath: copy, toPath: ledger)
        return aside
    }
}
