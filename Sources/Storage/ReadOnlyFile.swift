import GRDB

/// A data file that is only looked at: no lock, no migration, no recovery. Works beside a server, and on a copy.
package final class ReadOnlyFile: Sendable {
    private let path: String
    private let queue: DatabaseQueue

    /// - Throws: `.unopenable` for what is no data file of Bursar's.
    package init(at path: String) throws(StorageFault) {
        self.path = path
        do {
            queue = try Self.connection(to: path)
            let mark = try queue.read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
            guard mark == LedgerFile.applicationID else {
                throw StorageFault(.unopenable, "The file is no data file of Bursar's.")
            }
        } catch { throw StorageFault(error) }
    }

    /// Reads in one snapshot; blocks.
    package func read<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        try queue.read(body)
    }

    /// A connection of its own.
    func connection() throws -> DatabaseQueue { try Self.connection(to: path) }

    private static func connection(to path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "ledger.look"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA mmap_size = 0;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA cache_size = -65536;
                    """)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
