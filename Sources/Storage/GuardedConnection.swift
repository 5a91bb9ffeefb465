import GRDBSQLite
import Vocabulary

/// A connection for one question: it can't write, attach or set anything, and stops when its time is over.
///
/// Owns its handles and closes them; used on one thread.
@safe final class GuardedConnection {
    private let question: GuardedQuestion
    private let deadlineNanoseconds: UInt64
    private let clock = SystemClock()
    private var handle: OpaquePointer?
    /// Are the statements being prepared ours?
    private var isOurs = true
    private var refusal: String?
    private var isOvertime = false

    init(to path: String, for question: GuardedQuestion) throws(StorageFault) {
        self.question = question
        deadlineNanoseconds =
            SystemClock().monotonicNanoseconds + UInt64(max(1, question.millisecondsMax))
            * 1_000_000
        let code = unsafe sqlite3_open_v2(
            path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK else {
            throw StorageFault(.unopenable, "The data file can't be read (SQLite \(code)).")
        }
        for (limit, value) in [
            (SQLITE_LIMIT_LENGTH, GuardedQuestion.cellBytesMax),
            (SQLITE_LIMIT_SQL_LENGTH, GuardedQuestion.sqlBytesMax),
            (SQLITE_LIMIT_COLUMN, 200), (SQLITE_LIMIT_EXPR_DEPTH, 200),
            (SQLITE_LIMIT_COMPOUND_SELECT, 100), (SQLITE_LIMIT_ATTACHED, 0),
            (SQLITE_LIMIT_WORKER_THREADS, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
        ] {
            _ = unsafe sqlite3_limit(handle, limit, Int32(value))
        }
        unsafe sqlite3_busy_timeout(handle, 2_000)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs the preparations, then the question.
    func answer() throws(StorageFault) -> GuardedAnswer {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe sqlite3_set_authorizer(handle, unsafe Self.authorise, context)
        unsafe sqlite3_progress_handler(handle, 2_000, Self.goesOn, context)
        defer {
            unsafe sqlite3_progress_handler(handle, 0, nil, nil)
            unsafe sqlite3_set_authorizer(handle, nil, nil)
        }
        try run(
            "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -16000; BEGIN;"
                + question.preparations + "; PRAGMA query_only = ON;")
        isOurs = false
        var answer = GuardedAnswer()
        var count = 0
        unsafe try each(of: question.sql) { statement throws(StorageFault) in
            count += 1
            guard count == 1 else {
                throw StorageFault(
                    .forbidden, "A report is one SELECT; the file holds several statements.")
            }
            unsafe try read(statement, into: &answer)
        }
        guard count == 1 else { throw StorageFault(.forbidden, "The report holds no statement.") }
        return answer
    }

    private func run(_ sql: String) throws(StorageFault) {
        unsafe try each(of: sql) { statement throws(StorageFault) in
            while true {
                let code = unsafe sqlite3_step(statement)
                if code == SQLITE_DONE { return }
                guard code == SQLITE_ROW else { throw fault(code) }
            }
        }
    }

    private func read(
        _ statement: OpaquePointer, into answer: inout GuardedAnswer
    ) throws(StorageFault) {
        guard unsafe sqlite3_stmt_readonly(statement) != 0 else {
            throw StorageFault(.forbidden, "A report only reads.")
        }
        let width = unsafe sqlite3_column_count(statement)
        answer.columns = (0..<width).map { index in
            unsafe sqlite3_column_name(statement, index).map { unsafe String(cString: $0) } ?? ""
        }
        var bytes = 0
        while true {
            let code = unsafe sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw fault(code) }
            guard answer.rows.count < question.rowsMax, bytes < GuardedQuestion.answerBytesMax
            else {
                answer.isCut = true
                return
            }
            let row = (0..<width).map { unsafe cell(of: statement, at: $0) }
            bytes += row.reduce(0) { $0 + $1.byteCount }
            answer.rows.append(row)
        }
    }

    /// Prepares each statement of a text, binds its parameters and hands it on.
    private func each(
        of sql: String, _ body: (OpaquePointer) throws(StorageFault) -> Void
    ) throws(StorageFault) {
        var rest = Array(sql.utf8)[...]
        while !rest.isEmpty {
            var statement: OpaquePointer?
            var used = 0
            let code = unsafe rest.withUnsafeBytes { text in
                let start = unsafe text.baseAddress?.assumingMemoryBound(to: CChar.self)
                var tail: UnsafePointer<CChar>?
                let code = unsafe sqlite3_prepare_v2(
                    handle, start, Int32(text.count), &statement, &tail)
                unsafe used = tail.map { tail in unsafe start.map { unsafe tail - $0 } ?? 0 } ?? 0
                return code
            }
            defer { unsafe sqlite3_finalize(statement) }
            guard code == SQLITE_OK else { throw fault(code) }
            if let statement = unsafe statement {
                unsafe try bind(statement)
                unsafe try body(statement)
            }
            guard used > 0 else { return }
            rest = rest.dropFirst(used)
        }
    }

    private func bind(_ statement: OpaquePointer) throws(StorageFault) {
        let count = unsafe sqlite3_bind_parameter_count(statement)
        guard count > 0 else { return }
        for index in 1...count {
            let name = unsafe sqlite3_bind_parameter_name(statement, index).map {
                unsafe String(cString: $0)
            }
            guard let name, let value = question.parameters[String(name.dropFirst())] else {
                throw StorageFault(
                    .forbidden,
                    "The report asks for \(name.map { "the parameter “\($0.prefix(64))”" } ?? "an unnamed parameter"), which it doesn't declare."
                )
            }
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(statement, index)
            case .integer(let value): code = unsafe sqlite3_bind_int64(statement, index, value)
            case .real(let value): code = unsafe sqlite3_bind_double(statement, index, value)
            case .text(let value):
                code = unsafe sqlite3_bind_text(
                    statement, index, value, Int32(value.utf8.count), Self.copied)
            case .blob(let value):
                code = unsafe sqlite3_bind_blob(
                    statement, index, value, Int32(value.count), Self.copied)
            }
            guard code == SQLITE_OK else { throw fault(code) }
        }
    }

    private func cell(of statement: OpaquePointer, at index: Int32) -> GuardedCell {
        switch unsafe sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            return .text(String(decoding: unsafe bytes(of: statement, at: index), as: UTF8.self))
        case SQLITE_BLOB: return .blob(unsafe bytes(of: statement, at: index))
        default: return .null
        }
    }

    private func bytes(of statement: OpaquePointer, at index: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(statement, index) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(statement, index))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func fault(_ code: Int32) -> StorageFault {
        if let refusal { return StorageFault(.forbidden, refusal) }
        if isOvertime {
            let seconds = (question.millisecondsMax + 999) / 1_000
            return StorageFault(
                .overtime,
                "The report was stopped after \(seconds) s; ask for a shorter time, or give it longer with --deadline."
            )
        }
        let message = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? "error"
        return StorageFault(.unreadable, "SQLite says \(message.prefix(300)) (\(code)).")
    }

    /// Our preparations may do what they do; a question may read what isn't hidden, and nothing else.
    private func mayDo(_ action: Int32, _ first: String, _ second: String) -> Bool {
        if isOurs { return true }
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_READ:
            if !question.hidden.contains("\(first).\(second)") { return true }
            refusal = "A report may not read \(first).\(second): it is sealed."
        case SQLITE_FUNCTION:
            if second.lowercased() != "load_extension" { return true }
            refusal = "A report may not load extensions."
        case SQLITE_ATTACH, SQLITE_DETACH: refusal = "A report may not attach other files."
        case SQLITE_PRAGMA: refusal = "A report may not use PRAGMA."
        default: refusal = "A report only reads: one SELECT, nothing else."
        }
        return false
    }

    /// `sqlite3_set_authorizer`.
    private static let authorise:
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?
        ) -> Int32 = { context, action, first, second, _, _ in
            guard let context = unsafe context else { return SQLITE_DENY }
            let connection = unsafe Unmanaged<GuardedConnection>.fromOpaque(context)
                .takeUnretainedValue()
            let first = unsafe first.map { unsafe String(cString: $0) } ?? ""
            let second = unsafe second.map { unsafe String(cString: $0) } ?? ""
            return connection.mayDo(action, first, second) ? SQLITE_OK : SQLITE_DENY
        }

    /// `sqlite3_progress_handler`: anything but zero stops the statement.
    private static let goesOn: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context = unsafe context else { return 1 }
        let connection = unsafe Unmanaged<GuardedConnection>.fromOpaque(context)
            .takeUnretainedValue()
        guard connection.clock.monotonicNanoseconds > connection.deadlineNanoseconds else {
            return 0
        }
        connection.isOvertime = true
        return 1
    }

    /// SQLite keeps a copy of its own (`SQLITE_TRANSIENT`).
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
