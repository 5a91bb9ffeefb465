import Embedded

/// A report: a question, what may be said to narrow it, what the answer's columns mean, and the SELECT that answers it.
package struct Report: Hashable, Sendable {
    /// Its file's name without `.sql`.
    package let name: String
    /// One sentence; empty for a file that declares nothing.
    package internal(set) var question = ""
    /// What the answer is good for, and how it is to be read.
    package internal(set) var why = ""
    package internal(set) var parameters: [ReportParameter] = []
    package internal(set) var columns: [ReportColumn] = []
    package internal(set) var charts: [ReportChart] = []
    /// The whole file; its header is a comment to SQLite.
    package let sql: String

    /// Those that Bursar comes with, by name.
    package static func shipped() throws(ReportFault) -> [Report] {
        var reports: [Report] = []
        for file in EmbeddedFile.all(in: "reports") {
            let name = file.path.dropFirst("reports/".count)
            guard !name.contains("/"), name.hasSuffix(".sql") else { continue }
            reports.append(try Report(name: String(name.dropLast(4)), reading: file.text))
        }
        return reports
    }

    /// Makes the temporary table and views that reports read.
    static let preparations = EmbeddedFile.all(in: "reports/views").map(\.text)
        .joined(separator: "\n")
}

/// What may be said to narrow a report.
package struct ReportParameter: Hashable, Codable, Sendable {
    /// What a parameter's value is.
    package enum Kind: String, Codable, Sendable {
        case time, integer, text
    }

    package let name: String
    package let kind: Kind
    /// As an operator would write it; `nil` when it must be given.
    package let standard: String?
    package let meaning: String
}

/// A column of an answer.
package struct ReportColumn: Hashable, Codable, Sendable {
    /// What the values of a column are.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case text
        /// A whole number.
        case count
        /// Nano-dollars, shown as dollars.
        case money
        /// Hundredths of a percent, shown as percent.
        case percent
        /// A duration.
        case milliseconds
        /// Milliseconds since 1970, shown as a moment, a date, or a month.
        case time, day, month
    }

    package let name: String
    package let kind: Kind
    /// Do the rows sum to something?
    package let isSummed: Bool
    package let meaning: String
}

/// How an answer is drawn.
package struct ReportChart: Hashable, Codable, Sendable {
    /// What it looks like.
    package enum Kind: String, Codable, Sendable {
        /// A bar a row, across.
        case bars
        /// A column a day or month.
        case columns
        /// Lines over time.
        case lines
        /// A row's low, high and highest value on one line.
        case ranges
    }

    package let kind: Kind
    /// The columns whose texts name a row, or the one with its time.
    package let labels: [String]
    /// The columns that are drawn.
    package let values: [String]
    package let title: String
}
