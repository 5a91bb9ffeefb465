import GRDB
import Storage

/// What redaction found by day, beside the calls in which it found it.
struct BookFindings {
    private static let day: Int64 = 86_400_000

    private struct Key: Hashable {
        let day: Int64
        let client: Int64
        let side: String
        let name: String
    }

    /// The first day of which no row was deleted.
    private let from: Int64
    private var sums: [Key: (findings: Int64, calls: Int64)] = [:]

    init(prunedBelow: Int64) {
        from = (prunedBelow + Self.day - 1) / Self.day * Self.day
    }

    /// Counts a call.
    ///
    /// - Parameter call: With findings in column 8 and those in the answer in column 9.
    mutating func count(
        _ call: RowScan, began: Int64, client: Int64, _ problems: BookProblems
    ) {
        guard began >= from else { return }
        for (column, side) in [(8, "request"), (9, "reply")] {
            guard let text = call.text(column) else { continue }
            guard let found = CallFindings(text: text) else {
                problems.add("A call's findings can't be read", "number \(call.integer(0))")
                continue
            }
            for item in found.items {
                let key = Key(
                    day: began / Self.day * Self.day, client: client, side: side,
                    name: "\(item.action):\(item.detector)")
                sums[key, default: (0, 0)].findings -= Int64(item.count)
                sums[key, default: (0, 0)].calls -= 1
            }
        }
    }

    /// Compares with what the days say.
    mutating func check(_ database: Database, _ problems: BookProblems) throws {
        let days = try RowScan(
            """
            SELECT day_ms, client, side, action || ':' || detector, findings, calls FROM detector_day
            WHERE day_ms >= ?
            """, [from], on: database)
        while try days.next() {
            let key = Key(
                day: days.integer(0), client: days.integer(1), side: days.text(2) ?? "",
                name: days.text(3) ?? "")
            sums[key, default: (0, 0)].findings &+= days.integer(4)
            sums[key, default: (0, 0)].calls &+= days.integer(5)
        }
        for (key, rest) in sums where rest != (0, 0) {
            problems.add(
                "A day's findings differ from its calls",
                "day_ms \(key.day), client \(key.client), side \(key.side), name \(key.name), "
                    + "findings \(rest.findings), calls \(rest.calls)")
        }
    }
}
