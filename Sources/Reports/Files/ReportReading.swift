/// Reading a report's header: comment lines with a word and a colon, before the first line that is none.
///
/// ```
/// -- Question: Who spent how much?
/// -- Why: Whoever pays wants to know who for.
/// -- Parameter: since time 30d | calls that began at or after this
/// -- Column: cost_nano_usd money sum | what it cost
/// -- Chart: bars client cost_nano_usd | Spend by client
/// ```
extension Report {
    /// - Throws: `.badFile` with the line that can't be read.
    package init(name: String, reading text: String) throws(ReportFault) {
        self.init(name: name, sql: text)
        var isWhy = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("--") else { break }
            let words = line.dropFirst(2).trimmingSpaces
            if let value = Self.value(of: "Question", in: words) {
                question = value
            } else if let value = Self.value(of: "Parameter", in: words) {
                parameters.append(try Self.parameter(value))
            } else if let value = Self.value(of: "Column", in: words) {
                columns.append(try Self.column(value))
            } else if let value = Self.value(of: "Chart", in: words) {
                charts.append(try Self.chart(value))
            } else if let value = Self.value(of: "Why", in: words) {
                why = value
                isWhy = true
                continue
            } else if isWhy {
                why += " " + words
                continue
            }
            isWhy = false
        }
    }

    private init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    private static func value(of word: String, in line: Substring) -> String? {
        line.hasPrefix(word + ":") ? String(line.dropFirst(word.count + 1).trimmingSpaces) : nil
    }

    /// The words before the bar, and what stands behind it.
    private static func parts(_ text: String) -> (words: [Substring], meaning: String) {
        let halves = text.split(separator: "|", maxSplits: 1)
        let words = (halves.first ?? "").split(separator: " ")
        return (words, halves.count > 1 ? String(halves[1].trimmingSpaces) : "")
    }

    private static func parameter(_ text: String) throws(ReportFault) -> ReportParameter {
        let (words, meaning) = parts(text)
        guard (2...3).contains(words.count), isName(words[0]),
            let kind = ReportParameter.Kind(rawValue: String(words[1]))
        else {
            throw ReportFault(
                .badFile,
                "“Parameter: \(text.prefix(80))” can't be read; write a name, one of time, integer, text, and a default."
            )
        }
        return ReportParameter(
            name: String(words[0]), kind: kind,
            standard: words.count > 2 ? String(words[2]) : nil, meaning: meaning)
    }

    private static func column(_ text: String) throws(ReportFault) -> ReportColumn {
        let (words, meaning) = parts(text)
        guard (2...3).contains(words.count), isName(words[0]),
            let kind = ReportColumn.Kind(rawValue: String(words[1])),
            words.count == 2 || words[2] == "sum"
        else {
            let kinds = ReportColumn.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ReportFault(
                .badFile,
                "“Column: \(text.prefix(80))” can't be read; write a name, one of \(kinds), and “sum” if its rows sum to something."
            )
        }
        return ReportColumn(
            name: String(words[0]), kind: kind, isSummed: words.count > 2, meaning: meaning)
    }

    private static func chart(_ text: String) throws(ReportFault) -> ReportChart {
        let (words, meaning) = parts(text)
        guard words.count >= 3, let kind = ReportChart.Kind(rawValue: String(words[0])) else {
            throw ReportFault(
                .badFile,
                "“Chart: \(text.prefix(80))” can't be read; write bars, columns, lines or ranges, the column that names rows, and those to draw."
            )
        }
        return ReportChart(
            kind: kind, labels: words[1].split(separator: "+").map(String.init),
            values: words.dropFirst(2).map(String.init), title: meaning)
    }

    private static func isName(_ word: Substring) -> Bool {
        word.utf8.count <= 64
            && word.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || (0x61...0x7a).contains($0) || (0x30...0x39).contains($0)
            }
    }
}

extension Substring {
    /// Without the spaces at its ends.
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
