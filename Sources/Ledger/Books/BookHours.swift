import GRDB
import Storage

/// The hours' roll-ups beside the calls of their hours. An hour's rows are read when its first call comes; what has come to
/// nothing is forgotten, so that only the hours that are under way are in memory.
final class BookHours {
    /// With more sums than these unequal, the rest isn't looked at.
    private static let openMax = 500_000

    /// Texts by number, for all checks.
    let words = BookWords()
    /// Hours before it may lack rows.
    let prunedBelow: Int64
    private let problems: BookProblems
    private let rows: RowScan
    private var tally = BookTally()
    private var begun: Set<Int64> = []
    private var isLost = false

    init(_ database: Database, _ problems: BookProblems) throws {
        self.problems = problems
        prunedBelow = try Int64.fetchOne(database, sql: "SELECT below_ms FROM pruned") ?? 0
        rows = try RowScan(
            """
            SELECT hour_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list) FROM roll_up_hour
            WHERE hour_ms = ?
            """, [.min], on: database)
    }

    /// Counts a try, or a call without any.
    func count(_ sums: borrowing BookSums, under key: BookKey) throws {
        guard !isLost else { return }
        if begun.insert(key.at).inserted {
            try rows.rewind([key.at])
            while try rows.next() {
                tally.add(BookSums(rows, from: 7), to: self.key(of: rows))
            }
        }
        tally.subtract(sums, from: key)
        tally.close(key)
        if tally.open.count > Self.openMax {
            isLost = true
            report()
        }
    }

    /// Takes a row of the hours' roll-ups of which no call was counted.
    func check(_ row: RowScan) {
        let hour = row.integer(0)
        guard !isLost, hour >= prunedBelow, !begun.contains(hour) else { return }
        problems.add(
            Self.sentence, "\(words.name(key(of: row))), \(BookSums(row, from: 7).text)")
    }

    /// Tells what differs.
    func report() { tally.report(Self.sentence, to: problems) { words.name($0) } }

    /// What a row is of: its first seven columns.
    func key(of row: RowScan) -> BookKey {
        BookKey(
            at: row.integer(0), client: row.integer(1), token: row.integer(2),
            keyVersion: row.integer(3), model: words.number(of: row.text(4) ?? ""),
            upstream: row.integer(5), status: words.number(of: row.text(6) ?? ""))
    }

    private static let sentence = "An hour's roll-up differs from its calls"
}
