import Vocabulary

/// Charts whose lower axis is time.
extension ChartDrawing {
    private static let left = 750
    private static let right = width - 100
    private static let top = 340
    private static let bottom = 2_700
    private static let day: Int64 = 86_400_000
    /// With more days than this, a column would be thinner than a line.
    private static let columnsMax = 160

    /// A column for each day or month; days without calls are gaps.
    func columns(_ time: Int, _ value: Int, on drawing: inout Drawing) -> Int? {
        let (kind, unit) = (answer.columns[value].kind, answer.columns[time].kind)
        var sums: [Int64: Int64] = [:]
        for row in answer.rows {
            guard let at = row[time].number, let number = row[value].number else { continue }
            sums[at] = (sums[at] ?? 0).addingReportingOverflow(number).partialValue
        }
        let times = sums.keys.sorted()
        guard let first = times.first, let last = times.last else { return nil }
        let width = unit == .month ? 30 * Self.day : Self.day
        let along = ChartScale(from: first, to: last + width, at: Self.left, Self.right)
        let up = upright(Array(sums.values), kind, on: &drawing)
        let zero = up.place(0)
        if (last - first) / width > Self.columnsMax {
            let line = times.map { (x: along.place($0 + width / 2), y: up.place(sums[$0] ?? 0)) }
            if let start = line.first, let end = line.last {
                drawing.path([(start.x, zero)] + line + [(end.x, zero)], "area")
            }
            drawing.path(line, "stroke")
        } else {
            let decimals = CellText.decimals(forUpTo: sums.values.max() ?? 0)
            for at in times {
                let number = sums[at] ?? 0
                let (x, end, y) = (along.place(at), along.place(at + width), up.place(number))
                let gap = max(4, (end - x) / 8)
                let text = CellText.readable(.number(number), kind, decimals: decimals)
                drawing.box(
                    x + gap, min(y, zero), max(8, end - x - 2 * gap), max(6, abs(zero - y)),
                    number < 0 ? "loss" : "mark",
                    CellText.exact(.number(at), unit) + ": " + text)
            }
        }
        timeline(first, last + width, along, isMonths: unit == .month, on: &drawing)
        drawing.line(Self.left, zero, Self.right, zero, "axis")
        return Self.bottom + 300
    }

    /// Lines over time: the first full, one named forecast or limit broken.
    func lines(_ time: Int, _ values: [Int], on drawing: inout Drawing) -> Int? {
        let rows = answer.rows.filter { $0[time].number != nil }
        guard let first = rows.first?[time].number, let last = rows.last?[time].number,
            last > first
        else { return nil }
        let kind = answer.columns[values[0]].kind
        let along = ChartScale(from: first, to: last, at: Self.left, Self.right)
        let up = upright(
            rows.flatMap { row in values.compactMap { row[$0].number } }, kind, on: &drawing)
        var legend = Self.width - 100
        for value in values.reversed() {
            let name = Self.words(answer.columns[value])
            let style = Self.style(of: name)
            let points = rows.compactMap { row in
                row[value].number.map {
                    (x: along.place(row[time].number ?? 0), y: up.place($0))
                }
            }
            if style == "stroke", let start = points.first, let end = points.last {
                drawing.path([(start.x, up.place(0))] + points + [(end.x, up.place(0))], "area")
            }
            drawing.path(points, style)
            drawing.words(name, legend, 160, "label", .end)
            legend -= name.count * 68 + 60
            drawing.line(legend - 240, 120, legend, 120, style)
            legend -= 400
        }
        timeline(first, last, along, isMonths: false, on: &drawing)
        drawing.line(Self.left, up.place(0), Self.right, up.place(0), "axis")
        return Self.bottom + 300
    }

    private static func style(of name: String) -> String {
        name.hasPrefix("forecast") ? "forecast" : name.hasPrefix("limit") ? "limit" : "stroke"
    }

    private func upright(
        _ values: [Int64], _ kind: ReportColumn.Kind, on drawing: inout Drawing
    ) -> ChartScale {
        let scale = ChartScale(
            over: values, from: Self.bottom, to: Self.top, ticksMax: 6, kind)
        for tick in scale.ticks {
            let y = scale.place(tick)
            drawing.line(Self.left, y, Self.right, y, "grid")
            drawing.words(CellText.short(tick, kind), Self.left - 70, y + 40, "tick", .end)
        }
        return scale
    }

    /// Names at most ten moments: months if there are many days, else days or hours.
    private func timeline(
        _ first: Int64, _ last: Int64, _ along: ChartScale, isMonths: Bool,
        on drawing: inout Drawing
    ) {
        let days = (last - first) / Self.day
        if days <= 3 {
            let step = max(1, (last - first) / 8 / 3_600_000) * 3_600_000
            for at in stride(from: (first + step - 1) / step * step, through: last, by: Int(step)) {
                name(
                    at, Timestamp(milliseconds: at).text.dropFirst(11).prefix(5), along,
                    on: &drawing)
            }
        } else if days <= 100, !isMonths {
            let step = max(1, (days + 9) / 10) * Self.day
            for at in stride(from: first, to: last, by: Int(step)) {
                name(
                    at, Timestamp(milliseconds: at).text.dropFirst(5).prefix(5), along, on: &drawing
                )
            }
        } else {
            let every = max(1, (days / 30 + 11) / 12)
            var count: Int64 = 0
            var at = Self.monthStart(first)
            while at < last {
                if at >= first, count % every == 0 {
                    name(at, Timestamp(milliseconds: at).text.prefix(7), along, on: &drawing)
                }
                count += 1
                at = Self.monthStart(at + 40 * Self.day)
            }
        }
    }

    private func name(
        _ at: Int64, _ text: Substring, _ along: ChartScale, on drawing: inout Drawing
    ) {
        let x = along.place(at)
        drawing.line(x, Self.bottom, x, Self.bottom + 50, "axis")
        drawing.words(String(text), x, Self.bottom + 200, "tick", .middle)
    }

    private static func monthStart(_ milliseconds: Int64) -> Int64 {
        let text = Timestamp(milliseconds: milliseconds).text.prefix(7) + "-01"
        return Timestamp(text)?.milliseconds ?? milliseconds
    }
}
