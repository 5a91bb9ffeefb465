import Embedded
import Foundation
import GRDB
import Storage
import Testing
import Vocabulary

/// A directory of its own, gone with the value.
final class Folder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "storage-\(UUID().uuidString)")
    var path: String { url.appending(path: "ledger.db").path }

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

private func file(_ name: String, _ sql: String) -> EmbeddedFile {
    EmbeddedFile(path: "migrations/\(name).sql", bytes: Array(sql.utf8))
}

private let table = file("0001_note", "CREATE TABLE note (text TEXT NOT NULL UNIQUE) STRICT;")

private func insert(_ text: String, into data: LedgerFile) async throws {
    try await data.writer.write { try $0.execute("INSERT INTO note (text) VALUES (?)", [text]) }
}

@Suite struct `The writer` {
    @Test func `makes changes of one group, each once`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<2_000 {
                group.addTask { try await insert("\(index)", into: data) }
            }
            try await group.waitForAll()
        }
        #expect(
            try await data.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM note") } == 2_000)
        data.close()
    }

    @Test func `lets one change of a group fail alone`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        let failures = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<300 {
                group.addTask {
                    do {
                        try await insert("\(index % 100)", into: data)
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 200)
        #expect(
            try await data.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM note") } == 100)
        data.close()
    }

    /// AC-04, AC-30.
    @Test func `goes on after a commit that failed`() async throws {
        let folder = try Folder()
        let child = file(
            "0002_child", "CREATE TABLE child (of TEXT REFERENCES note (text)) STRICT;")
        let data = try LedgerFile(at: folder.path, migrations: [table, child])
        // Looked at by COMMIT only, which leaves the transaction open.
        await #expect(throws: StorageFault.self) {
            try await data.writer.write {
                try $0.database.execute(sql: "PRAGMA defer_foreign_keys = ON")
                try $0.execute("INSERT INTO child (of) VALUES (?)", ["nobody"])
            }
        }
        try await insert("a", into: data)
        #expect(
            try await data.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM child") } == 0)
        data.close()
    }

    @Test func `goes on after the file was full`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        try await data.writer.write {
            try $0.database.execute(sql: "PRAGMA max_page_count = 12")
        }
        let long = String(repeating: "x", count: 200_000)
        // SQLite has rolled back by itself then.
        await #expect(throws: StorageFault.self) {
            try await data.writer.write {
                try $0.execute("INSERT INTO note (text) VALUES (?)", ["before"])
                try $0.execute("INSERT INTO note (text) VALUES (?)", [long])
            }
        }
        try await insert("after", into: data)
        #expect(
            try await data.read { try String.fetchAll($0, sql: "SELECT text FROM note") }
                == ["after"])
        data.close()
    }

    @Test func `refuses after it was closed`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        data.close()
        await #expect(throws: StorageFault.self) { try await data.writer.write { _ in } }
    }

    @Test func `flushes what changes gathered, once, before the commit`() async throws {
        final class Gathered: Deferred {
            var words: [String] = []
            init() {}
            func flush(_ transaction: Transaction) throws {
                try transaction.database.execute(
                    sql: "INSERT INTO note (text) VALUES (?)", arguments: [words.joined()])
            }
        }
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        try await data.writer.write {
            $0.collector(Gathered.self).words.append("a")
            $0.collector(Gathered.self).words.append("b")
        }
        #expect(
            try await data.read { try String.fetchAll($0, sql: "SELECT text FROM note") } == ["ab"])
        data.close()
    }
}

@Suite struct `A hot statement` {
    private static let insertion = HotSQL("INSERT INTO note (text) VALUES (?)")

    private func texts(_ data: LedgerFile) async throws -> [String] {
        try await data.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY text") }
    }

    @Test func `serves again after it failed`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        let hold: @Sendable (Transaction, String) throws -> Void = { transaction, text in
            let row = try transaction.statement(Self.insertion)
            row.bind(text)
            try row.run()
        }
        try await data.writer.write { try hold($0, "a") }
        await #expect(throws: StorageFault.self) {
            try await data.writer.write {
                try hold($0, "b")
                try hold($0, "a")
            }
        }
        try await data.writer.write { try hold($0, "c") }
        #expect(try await texts(data) == ["a", "c"])
        data.close()
    }

    @Test func `forgets what was bound and never ran`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        await #expect(throws: CancellationError.self) {
            try await data.writer.write {
                try $0.statement(Self.insertion).bind("a")
                throw CancellationError()
            }
        }
        try await data.writer.write {
            let row = try $0.statement(Self.insertion)
            row.bind("b")
            try row.run()
        }
        #expect(try await texts(data) == ["b"])
        data.close()
    }

    @Test func `outlives a change of the schema`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        for text in ["a", "b"] {
            try await data.writer.write {
                let row = try $0.statement(Self.insertion)
                row.bind(text)
                try row.run()
                try $0.database.execute(sql: "CREATE TABLE \(text) (number INTEGER) STRICT")
            }
        }
        #expect(try await texts(data) == ["a", "b"])
        data.close()
    }

    @Test func `keeps text as it is, empty or with a zero in it`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        try await data.writer.write {
            for text in ["", "a\0b"] {
                let row = try $0.statement(Self.insertion)
                row.bind(text)
                try row.run()
            }
        }
        let sizes = try await data.read {
            try Int.fetchAll(
                $0, sql: "SELECT length(CAST(text AS BLOB)) FROM note ORDER BY rowid")
        }
        #expect(sizes == [0, 3])
        data.close()
    }
}

@Suite struct `The data file` {
    @Test func `is closed for good, with no log left beside it`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        try await insert("a", into: data)
        data.close()
        for suffix in ["-wal", "-shm"] {
            #expect(!FileManager.default.fileExists(atPath: folder.path + suffix))
        }
    }

    @Test func `has the settings that its promises rest on`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path)
        let settings = try await data.writer.write { transaction in
            try [
                "journal_mode", "synchronous", "secure_delete", "trusted_schema", "mmap_size",
                "foreign_keys",
            ]
            .map { try String.fetchOne(transaction.database, sql: "PRAGMA \($0)") ?? "" }
        }
        #expect(settings == ["wal", "2", "1", "0", "0", "1"])
        data.close()
    }

    @Test func `can't be written by a reader`() async throws {
        let folder = try Folder()
        let data = try LedgerFile(at: folder.path, migrations: [table])
        await #expect(throws: StorageFault.self) {
            try await data.read { try $0.execute(sql: "INSERT INTO note (text) VALUES ('x')") }
        }
        data.close()
    }

    @Test func `of a newer Bursar is left alone`() throws {
        let folder = try Folder()
        try LedgerFile(
            at: folder.path, migrations: [table, file("0002_more", "CREATE TABLE more (a) ;")]
        )
        .close()
        #expect(throws: StorageFault.self) { try LedgerFile(at: folder.path, migrations: [table]) }
    }

    @Test func `with a migration that reads differently now is left alone`() throws {
        let folder = try Folder()
        try LedgerFile(at: folder.path, migrations: [table]).close()
        #expect(throws: StorageFault.self) {
            try LedgerFile(
                at: folder.path,
                migrations: [file("0001_note", "CREATE TABLE note (text TEXT) STRICT;")])
        }
    }

    @Test func `of another program is left alone`() throws {
        let folder = try Folder()
        let other = try DatabaseQueue(path: folder.path)
        try other.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        try other.close()
        #expect(throws: StorageFault.self) { try LedgerFile(at: folder.path) }
    }

    @Test func `that isn't a database is told`() throws {
        let folder = try Folder()
        try Data("not a database, and long enough to be looked at as one".utf8)
            .write(to: URL(filePath: folder.path))
        #expect(throws: StorageFault.self) { try LedgerFile(at: folder.path) }
    }
}
