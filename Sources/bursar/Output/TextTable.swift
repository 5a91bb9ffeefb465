/// Rows of text in aligned columns: numbers to the right, everything else to the left.
struct TextTable {
    /// One column's heading and side.
    struct Column {
        let title: String
        let isNumber: Bool

        /// A column of words.
        static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
        /// A column of numbers.
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private var footer: [String]?

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; an absent value is shown as a dash.
    mutating func add(_ cells: [String?]) { rows.append(Self.plain(cells)) }

    /// Sets the last row, parted by a line from the others.
    mutating func total(_ cells: [String?]) { footer = cells.map { $0.map(PlainText.word) ?? "" } }

    /// The lines, each ended.
    var text: String {
        let all = [columns.map(\.title)] + rows + (footer.map { [$0] } ?? [])
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        var lines = [
            line(all[0], widths),
            widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "),
        ]
        lines += rows.map { line($0, widths) }
        if let footer {
            lines.append(lines[1])
            lines.append(line(footer, widths))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The lines, or a sentence when there is no row.
    func text(whenEmpty sentence: String) -> String { rows.isEmpty ? sentence + "\n" : text }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - cell.count)
            line +=
                (index == 0 ? "" : "  ")
                + (columns[index].isNumber ? padding + cell : cell + padding)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func plain(_ cells: [String?]) -> [String] {
        cells.map { cell in
            guard let cell, !cell.isEmpty else { return "–" }
            return PlainText.word(cell)
        }
    }
}

/// Names and values, one pair a line, the values aligned.
struct TextFacts {
    private var pairs: [(name: String, value: String)] = []

    /// Adds a fact; an absent value is left out.
    mutating func add(_ name: String, _ value: String?) {
        if let value { pairs.append((name, PlainText.word(value))) }
    }

    /// The lines, each ended.
    var text: String {
        let width = pairs.map(\.name.count).max() ?? 0
        return pairs.map { pair in
            pair.name + String(repeating: " ", count: width - pair.name.count + 2) + pair.value
                + "\n"
        }.joined()
    }
}
