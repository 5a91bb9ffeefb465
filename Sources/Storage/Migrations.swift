import Embedded
import GRDB
import Vault
import Vocabulary

/// The numbered steps that make the schema, applied once each, in order, forward only.
struct Migrations {
    let files: [EmbeddedFile]

    /// Applies what is missing, each file in a transaction of its own.
    ///
    /// - Throws: `.newerSchema` when the file knows more steps than this program, `.changedMigration` when a step
    ///   that was applied has another digest now.
    func apply(to database: Database, at now: Timestamp) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number        INTEGER PRIMARY KEY,
                    path          TEXT    NOT NULL,
                    sha256        BLOB    NOT NULL CHECK (length(sha256) = 32),
                    applied_at_ms INTEGER NOT NULL
                ) STRICT
                """)
        let applied = try Row.fetchAll(
            database, sql: "SELECT number, sha256 FROM schema_migration ORDER BY number")
        guard applied.count <= files.count else {
            throw StorageFault(
                .newerSchema,
                "The data was written by a newer Bursar (schema \(applied.count), this one knows \(files.count)). Use that version."
            )
        }
        for (index, file) in files.enumerated() {
            let digest = Digest.sha256(file.bytes)
            if index < applied.count {
                guard applied[index]["sha256"] == digest.data else {
                    throw StorageFault(
                        .changedMigration,
                        "\(file.path) differs from what was applied to this data. Use the version that made it."
                    )
                }
                continue
            }
            try database.inTransaction(.immediate) {
                try database.execute(sql: file.text)
                try database.execute(
                    sql:
                        "INSERT INTO schema_migration (number, path, sha256, applied_at_ms) VALUES (?, ?, ?, ?)",
                    arguments: [index + 1, file.path, digest.data, now.milliseconds])
                return .commit
            }
        }
    }
}
