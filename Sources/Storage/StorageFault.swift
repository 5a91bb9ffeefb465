import GRDB

/// Why the data file could not be opened, read or written.
package struct StorageFault: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for code.
    package enum Code: Sendable {
        /// The file can't be opened or isn't a database.
        case unopenable
        /// The file was written by a newer Bursar.
        case newerSchema
        /// A migration that was applied reads differently now.
        case changedMigration
        /// The disk is full, read-only or failing: nothing was written.
        case unwritable
        /// This user may not write the file or one beside it.
        case readOnly
        /// The file's content isn't what SQLite wrote.
        case damaged
        /// The rules of the tables refused a change: our bug, or two operators at once.
        case constraint
        /// Too many changes are waiting already.
        case overloaded
        /// The file was closed.
        case closed
        /// A query failed.
        case unreadable
        /// A question asked for more than reading.
        case forbidden
        /// A question took longer than it may.
        case overtime
    }

    package let code: Code
    /// One sentence for an operator; never an argument of a statement.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The fault behind any error of a statement; SQL arguments are left out.
    package init(_ error: any Error) {
        switch error {
        case let fault as StorageFault:
            self = fault
        case let error as DatabaseError:
            let code: Code
            switch error.resultCode {
            case .SQLITE_READONLY: code = .readOnly
            case .SQLITE_CORRUPT: code = .damaged
            case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_BUSY,
                .SQLITE_LOCKED,
                .SQLITE_NOMEM:
                code = .unwritable
            case .SQLITE_CONSTRAINT: code = .constraint
            case .SQLITE_NOTADB: code = .unopenable
            default: code = .unreadable
            }
            self.init(
                code,
                "SQLite says \(error.message ?? "error") (\(error.extendedResultCode.rawValue)).")
        default:
            self.init(.unreadable, "The data file failed: \(type(of: error)).")
        }
    }
}
