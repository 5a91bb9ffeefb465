import GRDB
import GRDBSQLite
import Vocabulary

/// The text of a statement that every call runs. Make one constant for each.
package final class HotSQL: Sendable {
    let text: String

    package init(_ text: String) { self.text = text }
}

/// A statement that is prepared once and bound value by value, straight into SQLite: what every call runs would else pay
/// as much for boxed arguments and looking statements up as for the change itself.
///
/// GRDB owns connection and statement; used on the writer's thread only, inside a transaction.
@safe package final class HotStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private var position: Int32 = 0
    private var failure = SQLITE_OK

    init(_ sql: HotSQL, on database: Database) throws {
        statement = try database.makeStatement(sql: sql.text)
        unsafe handle = statement.sqliteStatement
        guard let connection = unsafe database.sqliteConnection else {
            throw StorageFault(.closed, "The data file is closed.")
        }
        unsafe self.connection = connection
    }

    /// Binding begins with the first parameter; what somebody bound and never ran is forgotten.
    func begin() {
        position = 0
        failure = SQLITE_OK
    }

    /// Binds the next parameter.
    package func bind(_ value: Int64) {
        position += 1
        note(unsafe sqlite3_bind_int64(handle, position, value))
    }

    /// Binds the next parameter; nothing becomes NULL.
    package func bind(_ value: Int64?) {
        if let value { bind(value) } else { bindNull() }
    }

    /// Binds the next parameter.
    package func bind(_ value: Int) { bind(Int64(value)) }

    /// Binds the next parameter; nothing becomes NULL.
    package func bind(_ value: Int?) { bind(value.map(Int64.init)) }

    /// Binds the next parameter: 0 or 1.
    package func bind(_ value: Bool) { bind(value ? 1 : 0 as Int64) }

    /// Binds the next parameter.
    package func bind(_ value: String) {
        position += 1
        var value = value
        let code = value.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                unsafe sqlite3_bind_text(
                    handle, position, text.baseAddress, Int32(text.count), Self.copied)
            }
        }
        note(code)
    }

    /// Binds the next parameter; nothing becomes NULL.
    package func bind(_ value: String?) {
        if let value { bind(value) } else { bindNull() }
    }

    /// Binds the next parameter: 16 bytes.
    package func bind(_ value: Identifier) {
        position += 1
        let words = (value.high.bigEndian, value.low.bigEndian)
        let code = unsafe withUnsafeBytes(of: words) { bytes in
            unsafe sqlite3_bind_blob(handle, position, bytes.baseAddress, 16, Self.copied)
        }
        note(code)
    }

    /// Binds the next parameter: a blob; nothing becomes NULL.
    package func bind(_ value: [UInt8]?) {
        guard let value else { return bindNull() }
        position += 1
        let code = unsafe value.withUnsafeBytes { bytes in
            unsafe sqlite3_bind_blob(
                handle, position, bytes.baseAddress, Int32(bytes.count), Self.copied)
        }
        note(code)
    }

    /// Runs the statement with what was bound, from the first parameter on.
    ///
    /// - Returns: How many rows it changed.
    /// - Throws: `DatabaseError`, as GRDB does; then nothing was changed.
    @discardableResult
    package func run() throws -> Int {
        let bound = failure
        begin()
        guard bound == SQLITE_OK else { throw error(bound) }
        let code = unsafe sqlite3_step(handle)
        let message = code == SQLITE_DONE ? nil : unsafe String(cString: sqlite3_errmsg(connection))
        let reset = unsafe sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw error(reset == SQLITE_OK ? code : reset, message) }
        return Int(unsafe sqlite3_changes(connection))
    }

    /// The number of the row that was inserted last.
    package var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(connection) }

    private func bindNull() {
        position += 1
        note(unsafe sqlite3_bind_null(handle, position))
    }

    private func note(_ code: Int32) { if failure == SQLITE_OK { failure = code } }

    private func error(_ code: Int32, _ message: String? = nil) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }

    /// SQLite keeps a copy of its own (`SQLITE_TRANSIENT`).
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}

/// The statements of a connection that every call runs, prepared at first use.
final class HotStatements {
    private var known: [ObjectIdentifier: HotStatement] = [:]

    /// Gives all up: a connection that has statements can't be closed.
    func forget() { known = [:] }

    func statement(_ sql: HotSQL, on database: Database) throws -> HotStatement {
        if let made = known[ObjectIdentifier(sql)] {
            made.begin()
            return made
        }
        let made = try HotStatement(sql, on: database)
        known[ObjectIdentifier(sql)] = made
        return made
    }
}
