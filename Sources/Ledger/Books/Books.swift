import GRDB
import Vocabulary

/// Are all sums equal? Goes once over calls, tries and adjustments and once over the hours' roll-ups, sums them anew, and
/// lists what differs.
package struct Books: Sendable {
    /// How many calls, attempts and adjustments there are.
    package let entries: Int64
    /// One sentence for each sum that differs; empty when the books balance.
    package let problems: [String]

    /// How far it is, from 0 to 1, and at what.
    package typealias Progress = (String, Double) -> Void

    /// Checks everything in one snapshot of the file.
    package init(checking database: Database, progress: Progress = { _, _ in }) throws {
        let problems = BookProblems()
        let hours = try BookHours(database, problems)
        let rows = try RowBooks(database, hours, problems)
        try rows.check(progress)
        try RollUpBooks(database, hours, problems).check(prunedRows: rows.pruned, progress)
        entries = rows.entries
        self.problems = problems.sentences
    }
}

/// What differs, at most so many of a kind in words.
final class BookProblems {
    /// How many of a kind are told.
    static let textsMax = 20

    private(set) var sentences: [String] = []
    private var counts: [String: Int] = [:]

    /// Notes one.
    ///
    /// - Parameters:
    ///   - kind: What is wrong.
    ///   - facts: Where, and by how much.
    func add(_ kind: String, _ facts: @autoclosure () -> String) {
        counts[kind, default: 0] += 1
        if counts[kind, default: 0] <= Self.textsMax { sentences.append("\(kind): \(facts())") }
    }
}
