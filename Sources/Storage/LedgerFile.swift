import Embedded
import GRDB
import Vocabulary

/// The data file: one SQLite database, one writer, and readers that can't write.
///
/// There is one `LedgerFile` in one process for a file; the lock beside the file sees to that (see `DataLock`).
package final class LedgerFile: Sendable {
    /// Marks the file as Bursar's (`PRAGMA application_id`): "BURS".
    package static let applicationID = 0x4255_5253

    package let path: String
    package let writer: Writer
    private let readers: DatabasePool
    /// Where a backup reads from.
    var backupReaders: DatabasePool { readers }
    private let space: DiskSpace

    /// Is more disk free than settlements need in reserve? Looked up once a second at most.
    package var hasRoom: Bool { space.hasRoom }

    /// Opens the file, makes it when it is missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: Where the file is; its directory exists.
    ///   - migrations: Numbered SQL files in order; those compiled in unless a test brings its own.
    ///   - clock: Stamps applied migrations.
    ///   - syncsEachCommit: `false` for a file that may lose its last commits when the machine loses power: it then costs
    ///     the disk less. A kill loses nothing either way.
    /// - Throws: `.unopenable`, `.newerSchema`, `.changedMigration`, `.unwritable`.
    package init(
        at path: String, migrations: [EmbeddedFile] = EmbeddedFile.all(in: "migrations"),
        clock: any Clock = SystemClock(), syncsEachCommit: Bool = true
    ) throws(StorageFault) {
        self.path = path
        space = DiskSpace(path: path, clock: clock)
        do {
            let queue = try DatabaseQueue(path: path, configuration: Self.writing)
            try queue.writeWithoutTransaction { database in
                if !syncsEachCommit { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
                try Self.claim(database)
                try Migrations(files: migrations).apply(to: database, at: clock.now)
            }
            var reading = Configuration()
            reading.readonly = true
            reading.maximumReaderCount = 3
            reading.label = "ledger.reader"
            reading.prepareDatabase { database in
                try database.execute(sql: "PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF")
            }
            readers = try DatabasePool(path: path, configuration: reading)
            writer = Writer(queue: queue)
        } catch {
            throw StorageFault(error)
        }
    }

    /// Runs a query on a read-only connection, in one snapshot of the file.
    package func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StorageFault) -> Answer {
        do { return try await readers.read(body) } catch { throw StorageFault(error) }
    }

    /// Finishes what is waiting, folds the write-ahead log into the file and closes it. Calls after the first
    /// do nothing.
    package func close() {
        try? readers.close()  // a reader that is still busy ends with the process
        writer.close()
    }

    private static var writing: Configuration {
        var configuration = Configuration()
        configuration.label = "ledger.writer"
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA secure_delete = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    PRAGMA wal_autocheckpoint = 0;
                    """)
        }
        return configuration
    }

    private static func claim(_ database: Database) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if found == applicationID { return }
        let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") ?? 0
        guard found == 0, tables == 0 else {
            throw StorageFault(.unopenable, "The file is a database of another program.")
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
}
