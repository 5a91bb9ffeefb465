import Dispatch
import Vocabulary

/// A question of anybody's about the data file: one SELECT, run where nothing can be changed, for a bounded time and a
/// bounded answer.
package struct GuardedQuestion: Sendable {
    /// The longest text of a statement.
    package static let sqlBytesMax = 256 << 10
    /// The longest text or blob that a row may hold.
    package static let cellBytesMax = 1 << 20
    /// All cells of an answer hold at most so many bytes; more rows are cut off.
    package static let answerBytesMax = 24 << 20

    /// What is asked.
    package let sql: String
    /// Statements of ours that run first: temporary tables and views that the question may use.
    package let preparations: String
    /// Values of named parameters, without the colon; the preparations know them too.
    package let parameters: [String: GuardedCell]
    /// At most so many rows are read.
    package let rowsMax: Int
    /// For so long.
    package let millisecondsMax: Int64
    /// Columns nobody may read, as `table.column`.
    package let hidden: Set<String>

    package init(
        sql: String, preparations: String = "", parameters: [String: GuardedCell] = [:],
        rowsMax: Int, millisecondsMax: Int64, hidden: Set<String> = []
    ) {
        self.sql = sql
        self.preparations = preparations
        self.parameters = parameters
        self.rowsMax = rowsMax
        self.millisecondsMax = millisecondsMax
        self.hidden = hidden
    }
}

/// A value of SQLite.
package enum GuardedCell: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// How much of an answer it takes, about.
    var byteCount: Int {
        switch self {
        case .null, .integer, .real: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}

/// What came of a question.
package struct GuardedAnswer: Sendable {
    /// The columns' names.
    package var columns: [String] = []
    package var rows: [[GuardedCell]] = []
    /// Were there more rows than are given?
    package var isCut = false
    package var milliseconds: Int64 = 0
}

extension LedgerFile {
    /// Puts a question, on a connection of its own that can't write, in one snapshot of the file.
    ///
    /// - Throws: `.forbidden` for anything but one SELECT, `.overtime`, `.unreadable` with what SQLite says of the text.
    package func ask(_ question: GuardedQuestion) async throws(StorageFault) -> GuardedAnswer {
        let path = path
        let result: Result<GuardedAnswer, StorageFault> = await withCheckedContinuation { done in
            // One at a time: a report is never in the way of more than one processor.
            Self.questions.async {
                done.resume(
                    returning: Result { () throws(StorageFault) in
                        let clock = SystemClock()
                        let began = clock.monotonicNanoseconds
                        var answer = try GuardedConnection(to: path, for: question).answer()
                        let spent = clock.monotonicNanoseconds - began
                        answer.milliseconds = Int64(spent / 1_000_000)
                        return answer
                    })
            }
        }
        return try result.get()
    }

    private static let questions = DispatchQueue(label: "ledger.questions")
}
