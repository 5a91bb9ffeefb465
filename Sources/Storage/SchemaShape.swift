import GRDB

/// The tables, indexes, views and triggers of a file, to tell whether they are those that the migrations make: a trigger that
/// somebody slipped in would change the books in our name.
package struct SchemaShape: Sendable {
    /// The statement of each object, by its kind and name.
    private let statements: [String: String]

    package init(of database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT type || ' ' || name AS object, IFNULL(sql, '') AS sql FROM sqlite_schema
                WHERE NOT (type IN ('table', 'index') AND (name GLOB 'sqlite_*' OR name IN ('backup', 'backup_part')))
                  AND NOT (type = 'index' AND tbl_name = 'backup_part')
                """)
        statements = Dictionary(
            rows.map { ($0["object"], $0["sql"]) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is other than in another one, in a few words; `nil` when nothing is.
    package func difference(from model: SchemaShape) -> String? {
        for (object, sql) in statements.sorted(by: { $0.key < $1.key }) {
            guard let known = model.statements[object] else {
                return "\(object.prefix(100)) was added"
            }
            if known != sql { return "\(object.prefix(100)) was changed" }
        }
        return model.statements.keys.sorted().first { statements[$0] == nil }.map {
            "\($0) is missing"
        }
    }
}
