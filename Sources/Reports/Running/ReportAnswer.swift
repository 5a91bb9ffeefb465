import Storage
import Vocabulary

/// What a report found.
package struct ReportAnswer: Codable, Sendable {
    package let report: String
    package let question: String
    package let why: String
    /// The time that was asked for, in RFC 3339; `nil` for a report that knows none.
    package let since: String?
    package let until: String?
    /// When it was asked.
    package let made: String
    package let columns: [ReportColumn]
    package let charts: [ReportChart]
    package let rows: [[ReportCell]]
    /// Were there more rows than are given?
    package let isCut: Bool
    package let milliseconds: Int64

    init(
        _ answer: GuardedAnswer, to report: Report, since: Timestamp, until: Timestamp,
        at now: Timestamp
    ) {
        self.report = report.name
        question = report.question
        why = report.why
        let hasTime = report.parameters.contains { $0.name == "since" }
        self.since = hasTime ? since.text : nil
        self.until = hasTime ? until.text : nil
        made = now.text
        columns = answer.columns.map { name in
            report.columns.first { $0.name == name } ?? ReportColumn(guessing: name)
        }
        charts = report.charts
        rows = answer.rows.map { $0.map(ReportCell.init) }
        isCut = answer.isCut
        milliseconds = answer.milliseconds
    }

    /// The index of a column.
    func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

    /// The sums of the columns that have any, exactly; `nil` for the others, and beyond 64 bits.
    package var totals: [Int64?] {
        columns.indices.map { index in
            guard columns[index].isSummed, !isCut else { return nil }
            var sum: Int64 = 0
            for row in rows {
                let (next, overflow) = sum.addingReportingOverflow(row[index].number ?? 0)
                if overflow { return nil }
                sum = next
            }
            return sum
        }
    }
}

extension ReportColumn {
    /// What a column that nobody declared is by its name's end.
    init(guessing name: String) {
        let kinds: [(String, Kind)] = [
            ("_nano_usd", .money), ("_at_ms", .time), ("day_ms", .day), ("month_ms", .month),
            ("hour_ms", .time), ("_ms", .milliseconds), ("_tokens", .count),
        ]
        self.init(
            name: name, kind: kinds.first { name.hasSuffix($0.0) }?.1 ?? .text, isSummed: false,
            meaning: "")
    }
}

/// A value of an answer.
package enum ReportCell: Hashable, Sendable {
    case null
    case number(Int64)
    case text(String)

    init(_ cell: GuardedCell) {
        switch cell {
        case .null: self = .null
        case .integer(let number): self = .number(number)
        // Nothing of ours is a fraction; a user's average is shown as SQLite would.
        case .real(let number): self = .text("\(number)")
        case .text(let text): self = .text(text)
        case .blob(let bytes):
            self = .text(
                bytes.prefix(64).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }

    /// Its number, if it is one.
    package var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }
}

extension ReportCell: Codable {
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let number = try? value.decode(Int64.self) {  // else it is a text
            self = .number(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        }
    }
}
