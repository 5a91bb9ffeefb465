import Dispatch
import Foundation
import GRDB
import Vocabulary

/// What a backup holds.
package struct BackupFacts: Sendable {
    package let bytes: Int64
    package let calls: Int64
    package let attempts: Int64
    package let costNanoUSD: Int64
    /// How many steps of the schema it has.
    package let schema: Int
    /// The names of the files beside the ledger that it holds.
    package let parts: [String]
}

/// A backup: the ledger as one SQLite file, at one moment, with what says so and with files that go along, in pieces.
///
/// It is a ledger like any other, so that what reads ledgers reads backups. Root keys are never in it: the ledger doesn't
/// hold them.
package enum BackupFile {
    /// What a backup has in the making ends with this; it is gone when it is done.
    package static let unfinished = ".part"
    private static let pieceBytes = 1 << 20
    private static let pagesPerStep: CInt = 4_096

    /// Reads what a backup says of itself; `nil` for a ledger that is no backup.
    package static func facts(in database: Database, bytes: Int64) throws -> BackupFacts? {
        guard try database.tableExists("backup") else { return nil }
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT calls, attempts, cost_nano_usd, schema FROM backup")
        else { return nil }
        return BackupFacts(
            bytes: bytes, calls: row["calls"], attempts: row["attempts"],
            costNanoUSD: row["cost_nano_usd"], schema: row["schema"],
            parts: try String.fetchAll(
                database, sql: "SELECT DISTINCT name FROM backup_part ORDER BY name"))
    }

    /// What is in the ledger now, to be compared with what the backup said.
    package static func count(in database: Database) throws -> (
        calls: Int64, attempts: Int64, costNanoUSD: Int64
    ) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT (SELECT COUNT(*) FROM call) AS calls, (SELECT COUNT(*) FROM attempt) AS attempts,
                       (SELECT IFNULL(SUM(cost_nano_usd), 0) FROM attempt) AS cost
                """)
        return (row?["calls"] ?? 0, row?["attempts"] ?? 0, row?["cost"] ?? 0)
    }

    /// Copies the database that a connection reads to a new file, and the files that go along.
    static func write(
        _ source: Database, to path: String, alongside parts: [String], version: String,
        at now: Timestamp
    ) throws -> BackupFacts {
        let copy = try DatabaseQueue(path: path)
        let counts = try count(in: source)
        let schema = try Int.fetchOne(source, sql: "SELECT COUNT(*) FROM schema_migration") ?? 0
        try copy.writeWithoutTransaction { database in
            try source.backup(to: database, pagesPerStep: pagesPerStep)
            // One file: what is in it needs no log beside it.
            try database.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
            try database.inTransaction {
                try database.execute(
                    sql: """
                        CREATE TABLE backup (
                            one INTEGER PRIMARY KEY CHECK (one = 1), made_at_ms INTEGER NOT NULL,
                            version TEXT NOT NULL, schema INTEGER NOT NULL, calls INTEGER NOT NULL,
                            attempts INTEGER NOT NULL, cost_nano_usd INTEGER NOT NULL
                        ) STRICT;
                        CREATE TABLE backup_part (
                            name TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
                            PRIMARY KEY (name, number)
                        ) STRICT;
                        """)
                try database.execute(
                    sql: "INSERT INTO backup VALUES (1, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        now.milliseconds, version, schema, counts.calls, counts.attempts,
                        counts.costNanoUSD,
                    ])
                for part in parts { try add(part, to: database, beside: path) }
                return .commit
            }
        }
        try copy.close()
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return BackupFacts(
            bytes: size?.int64Value ?? 0, calls: counts.calls, attempts: counts.attempts,
            costNanoUSD: counts.costNanoUSD, schema: schema,
            parts: parts.map { URL(filePath: $0).lastPathComponent })
    }

    /// Adds a database file in pieces, as it is at one moment.
    private static func add(_ part: String, to database: Database, beside path: String) throws {
        let name = URL(filePath: part).lastPathComponent
        let whole = path + "." + name
        defer { try? FileManager.default.removeItem(atPath: whole) }  // it may not be there yet
        var reading = Configuration()
        reading.readonly = true
        let source = try DatabaseQueue(path: part, configuration: reading)
        let copy = try DatabaseQueue(path: whole)
        try copy.writeWithoutTransaction { target in
            try source.read { try $0.backup(to: target, pagesPerStep: pagesPerStep) }
            try target.execute(sql: "PRAGMA journal_mode = DELETE")
        }
        try copy.close()
        try source.close()
        let file = try FileHandle(forReadingFrom: URL(filePath: whole))
        defer { try? file.close() }  // it was only read
        var number = 0
        while let piece = try file.read(upToCount: pieceBytes), !piece.isEmpty {
            try database.execute(
                sql: "INSERT INTO backup_part (name, number, bytes) VALUES (?, ?, ?)",
                arguments: [name, number, piece])
            number += 1
        }
    }

    /// Writes the files that went along into a folder, each with an ending, and makes the backup a plain ledger.
    ///
    /// - Returns: Their names, without the ending.
    package static func unpack(
        _ database: Database, into folder: String, ending: String
    ) throws -> [String] {
        guard try database.tableExists("backup_part") else { return [] }
        let names = try String.fetchAll(
            database, sql: "SELECT DISTINCT name FROM backup_part ORDER BY name")
        for name in names {
            guard !name.contains("/"), !name.hasPrefix(".") else {
                throw StorageFault(.damaged, "The backup names a file outside of it.")
            }
            let path = folder + "/" + name + ending
            guard
                FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw StorageFault(.unwritable, "\(path) can't be written.") }
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            let pieces = try Data.fetchCursor(
                database, sql: "SELECT bytes FROM backup_part WHERE name = ? ORDER BY number",
                arguments: [name])
            while let piece = try pieces.next() { try file.write(contentsOf: piece) }
            try file.synchronize()
            try file.close()
        }
        try database.execute(sql: "DROP TABLE backup_part; DROP TABLE backup")
        return names
    }
}

extension LedgerFile {
    /// Copies the ledger, as it is at one moment, to a new file while calls go on.
    ///
    /// - Parameters:
    ///   - path: Where to; nothing is there yet.
    ///   - parts: Database files that go along, if they are there.
    ///   - version: Of this program.
    /// - Throws: `.unwritable` when the file is there already, or can't be written; it is then taken away again.
    package func backUp(
        to path: String, alongside parts: [String], version: String, at now: Timestamp
    ) async throws(StorageFault) -> BackupFacts {
        let result: Result<BackupFacts, StorageFault> = await withCheckedContinuation { done in
            DispatchQueue(label: "ledger.backup").async {
                done.resume(
                    returning: Result { () throws(StorageFault) in
                        try self.backUpBlocking(to: path, parts, version, now)
                    })
            }
        }
        return try result.get()
    }

    private func backUpBlocking(
        to path: String, _ parts: [String], _ version: String, _ now: Timestamp
    ) throws(StorageFault) -> BackupFacts {
        let files = FileManager.default
        let unfinished = path + BackupFile.unfinished
        guard !files.fileExists(atPath: path) else {
            throw StorageFault(.unwritable, "\(path) is there already; name another file.")
        }
        try? files.removeItem(atPath: unfinished)  // of a backup that died
        guard
            files.createFile(
                atPath: unfinished, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw StorageFault(
                .unwritable,
                "\(unfinished) can't be written by the user who runs this; name a file in a folder of theirs."
            )
        }
        do {
            let facts = try backupReaders.read { database in
                try BackupFile.write(
                    database, to: unfinished,
                    alongside: parts.filter { files.fileExists(atPath: $0) }, version: version,
                    at: now)
            }
            try files.moveItem(atPath: unfinished, toPath: path)
            return facts
        } catch {
            try? files.removeItem(atPath: unfinished)  // what is left of it helps nobody
            throw StorageFault(error)
        }
    }
}
