import GRDB
import GRDBSQLite
import Vocabulary

/// A query over many rows, read value by value straight from SQLite: checking ten million calls would else pay more for boxed
/// values than for the check itself.
///
/// GRDB owns connection and statement; used by one thread, inside one access to the database.
@safe package final class RowScan {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    /// Prepares a query.
    ///
    /// - Parameter arguments: Numbers for its parameters, in order.
    package init(_ sql: String, _ arguments: [Int64] = [], on database: Database) throws {
        statement = try database.makeStatement(sql: sql)
        unsafe handle = statement.sqliteStatement
        guard let connection = unsafe database.sqliteConnection else {
            throw StorageFault(.closed, "The data file is closed.")
        }
        unsafe self.connection = connection
        try rewind(arguments)
    }

    /// Begins anew, with other numbers for its parameters.
    package func rewind(_ arguments: [Int64]) throws {
        unsafe sqlite3_reset(handle)
        for (index, value) in arguments.enumerated() {
            let code = unsafe sqlite3_bind_int64(handle, Int32(index + 1), value)
            guard code == SQLITE_OK else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: `false` behind the last one.
    package func next() throws -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: unsafe String(cString: sqlite3_errmsg(connection)))
        }
        return false
    }

    /// A number; NULL is 0.
    package func integer(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(handle, Int32(column))
    }

    /// A number; NULL is `nil`.
    package func optional(_ column: Int) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// A text; NULL is `nil`.
    package func text(_ column: Int) -> String? {
        guard let start = unsafe sqlite3_column_text(handle, Int32(column)) else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(handle, Int32(column)))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// A blob; NULL is `nil`.
    package func bytes(_ column: Int) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        let count = Int(unsafe sqlite3_column_bytes(handle, Int32(column)))
        guard let start = unsafe sqlite3_column_blob(handle, Int32(column)) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// An identifier of 16 bytes; `nil` for anything else.
    package func identifier(_ column: Int) -> Identifier? {
        guard unsafe sqlite3_column_bytes(handle, Int32(column)) == 16,
            let start = unsafe sqlite3_column_blob(handle, Int32(column))
        else { return nil }
        return unsafe Identifier(
            high: UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: (start + 8).loadUnaligned(as: UInt64.self)))
    }

    private func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }
}
