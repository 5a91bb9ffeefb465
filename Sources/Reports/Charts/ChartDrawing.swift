/// An answer drawn as its report says.
struct ChartDrawing {
    /// At most so many bars; the others are summed in one, or left out.
    static let barsMax = 15
    /// The picture's width, in tenths of a pixel.
    static let width = 7_200

    let answer: ReportAnswer
    let chart: ReportChart

    /// The picture; `nil` when there is nothing to draw.
    func svg(isAlone: Bool) -> String? {
        let values = chart.values.compactMap { answer.index(of: $0) }
        let labels = chart.labels.compactMap { answer.index(of: $0) }
        guard let first = values.first, !labels.isEmpty, !answer.rows.isEmpty else { return nil }
        var drawing = Drawing(width: Self.width)
        drawing.words(chart.title, 0, 160, "title")
        let height: Int?
        switch chart.kind {
        case .bars: height = bars(labels, first, on: &drawing)
        case .ranges: height = ranges(labels, values, on: &drawing)
        case .columns: height = columns(labels[0], first, on: &drawing)
        case .lines: height = lines(labels[0], values, on: &drawing)
        }
        return height.map { drawing.svg(height: $0, title: chart.title, isAlone: isAlone) }
    }

    /// What names a row.
    func label(of row: [ReportCell], _ labels: [Int]) -> String {
        let words = labels.map { CellText.exact(row[$0], answer.columns[$0].kind) }
            .filter { !$0.isEmpty }
        return words.isEmpty ? "(none)" : words.joined(separator: " · ")
    }

    private func bars(_ labels: [Int], _ value: Int, on drawing: inout Drawing) -> Int? {
        let column = answer.columns[value]
        var all = sums(labels, value).filter { $0.value != 0 }
        guard !all.isEmpty else { return nil }
        all.sort { ($0.value, $1.label) > ($1.value, $0.label) }
        var shown = all.map {
            (label: $0.label, value: $0.value, style: $0.value < 0 ? "loss" : "mark")
        }
        var rest: String?
        if all.count > Self.barsMax {
            shown = Array(shown.prefix(Self.barsMax))
            let others = all.dropFirst(Self.barsMax)
            let sum = others.reduce(0 as Int64) {
                $0.addingReportingOverflow($1.value).partialValue
            }
            // A bar of its own would dwarf the others, and say nothing.
            rest = "and \(others.count) more"
            if column.isSummed { rest? += ", " + CellText.readable(.number(sum), column.kind) }
        }
        let (left, right, top) = (1_900, Self.width - 950, 340)
        let scale = ChartScale(
            over: shown.map(\.value), from: left, to: right, ticksMax: 6, column.kind)
        let bottom = top + shown.count * 260
        grid(scale, top, bottom, column.kind, on: &drawing)
        let decimals = CellText.decimals(forUpTo: shown.map { abs($0.value) }.max() ?? 0)
        let zero = scale.place(0)
        for (index, bar) in shown.enumerated() {
            let y = top + index * 260
            let end = scale.place(bar.value)
            let text = CellText.readable(.number(bar.value), column.kind, decimals: decimals)
            drawing.words(
                Drawing.shortened(bar.label, to: 28), left - 80, y + 170, "label", .end)
            drawing.box(
                min(zero, end), y + 50, max(10, abs(end - zero)), 160, bar.style,
                "\(bar.label): \(text)")
            drawing.words(text, max(zero, end) + 60, y + 170, "label")
        }
        drawing.line(zero, top, zero, bottom, "axis")
        if let rest { drawing.words(rest, left, bottom + 400, "tick") }
        return bottom + (rest == nil ? 260 : 480)
    }

    private func ranges(_ labels: [Int], _ values: [Int], on drawing: inout Drawing) -> Int? {
        let rows = answer.rows.filter { row in values.allSatisfy { row[$0].number != nil } }
            .prefix(Self.barsMax)
        guard !rows.isEmpty else { return nil }
        let kind = answer.columns[values[0]].kind
        let (left, right, top) = (1_900, Self.width - 300, 340)
        let scale = ChartScale(
            over: rows.flatMap { row in values.compactMap { row[$0].number } }, from: left,
            to: right, ticksMax: 7, kind)
        let bottom = top + rows.count * 300
        grid(scale, top, bottom, kind, on: &drawing)
        for (index, row) in rows.enumerated() {
            let y = top + index * 300 + 150
            let name = label(of: row, labels)
            drawing.words(Drawing.shortened(name, to: 28), left - 80, y + 40, "label", .end)
            let places = values.map { scale.place(row[$0].number ?? 0) }
            drawing.line(places.min() ?? left, y, places.max() ?? left, y, "span")
            for (place, value) in zip(places.indices, values).reversed() {
                let style = ["mark", "far", "farthest"][min(place, 2)]
                let text = CellText.readable(row[value], kind)
                drawing.dot(
                    places[place], y, style,
                    "\(name), \(Self.words(answer.columns[value])): \(text)")
            }
        }
        drawing.line(left, top, left, bottom, "axis")
        return bottom + 260
    }

    /// Rows with the same label are one.
    private func sums(_ labels: [Int], _ value: Int) -> [(label: String, value: Int64)] {
        var order: [String] = []
        var sums: [String: Int64] = [:]
        for row in answer.rows {
            guard let number = row[value].number else { continue }
            let name = label(of: row, labels)
            if sums[name] == nil { order.append(name) }
            sums[name] = (sums[name] ?? 0).addingReportingOverflow(number).partialValue
        }
        return order.map { ($0, sums[$0] ?? 0) }
    }

    private func grid(
        _ scale: ChartScale, _ top: Int, _ bottom: Int, _ kind: ReportColumn.Kind,
        on drawing: inout Drawing
    ) {
        for tick in scale.ticks {
            let x = scale.place(tick)
            drawing.line(x, top, x, bottom, "grid")
            drawing.words(CellText.short(tick, kind), x, bottom + 170, "tick", .middle)
        }
    }

    /// A column's name as words.
    static func words(_ column: ReportColumn) -> String {
        var name = column.name
        for end in ["_nano_usd", "_at_ms", "_ms"] where name.hasSuffix(end) {
            name = String(name.dropLast(end.count))
        }
        return name.split(separator: "_").joined(separator: " ")
    }
}
