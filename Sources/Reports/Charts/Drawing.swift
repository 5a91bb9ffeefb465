/// A picture of lines, boxes and words in SVG; coordinates are tenths of a pixel.
struct Drawing {
    private(set) var body = ""
    let width: Int

    /// Where words are put against their point.
    enum Anchor: String {
        case start, middle, end
    }

    init(width: Int) { self.width = width }

    /// A box with round corners, and what it stands for when it is pointed at.
    mutating func box(
        _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ style: String, _ title: String = ""
    ) {
        body +=
            "<rect x=\"\(Self.pixel(x))\" y=\"\(Self.pixel(y))\" width=\"\(Self.pixel(max(width, 0)))\" "
            + "height=\"\(Self.pixel(max(height, 0)))\" rx=\"\(Self.pixel(min(20, width / 3)))\" class=\"\(style)\""
            + (title.isEmpty ? "/>" : "><title>\(Self.escaped(title))</title></rect>") + "\n"
    }

    /// A straight line.
    mutating func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, _ style: String) {
        body +=
            "<line x1=\"\(Self.pixel(x1))\" y1=\"\(Self.pixel(y1))\" x2=\"\(Self.pixel(x2))\" "
            + "y2=\"\(Self.pixel(y2))\" class=\"\(style)\"/>\n"
    }

    /// A line through points.
    mutating func path(_ points: [(x: Int, y: Int)], _ style: String) {
        guard let first = points.first else { return }
        var path = "M\(Self.pixel(first.x)) \(Self.pixel(first.y))"
        for point in points.dropFirst() { path += "L\(Self.pixel(point.x)) \(Self.pixel(point.y))" }
        body += "<path d=\"\(path)\" class=\"\(style)\"/>\n"
    }

    /// A dot.
    mutating func dot(_ x: Int, _ y: Int, _ style: String, _ title: String) {
        body +=
            "<circle cx=\"\(Self.pixel(x))\" cy=\"\(Self.pixel(y))\" r=\"5\" class=\"\(style)\">"
            + "<title>\(Self.escaped(title))</title></circle>\n"
    }

    /// Words on one line.
    mutating func words(
        _ text: String, _ x: Int, _ y: Int, _ style: String, _ anchor: Anchor = .start
    ) {
        body +=
            "<text x=\"\(Self.pixel(x))\" y=\"\(Self.pixel(y))\" class=\"\(style)\" "
            + "text-anchor=\"\(anchor.rawValue)\">\(Self.escaped(text))</text>\n"
    }

    /// The picture, with its height in tenths of a pixel, and what it shows for who can't see it.
    func svg(height: Int, title: String, isAlone: Bool) -> String {
        let (width, height) = (width / 10, (height + 9) / 10)
        let frame =
            "viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(Self.escaped(title))\""
        guard isAlone else { return "<svg class=\"chart\" \(frame)>\n\(body)</svg>\n" }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" class="chart alone" \(frame)>
            <style>\(ChartStyle.colours)\(ChartStyle.marks)</style>
            <rect width="\(width)" height="\(height)" class="ground"/>
            \(body)</svg>

            """
    }

    /// Text as XML and HTML take it, in elements and in attributes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// Text of at most so many characters.
    static func shortened(_ text: String, to countMax: Int) -> String {
        text.count <= countMax ? text : text.prefix(countMax - 1) + "…"
    }

    private static func pixel(_ tenths: Int) -> String {
        tenths % 10 == 0
            ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}

/// How charts look, in light and in dark.
enum ChartStyle {
    static let colours = """
        :root{--ground:#fff;--ink:#1c2430;--faint:#5b6675;--rule:#e3e8ee;--mark:#2563c9;--soft:#dbe7fb;--second:#c2570c;\
        --limit:#b3261e}
        @media (prefers-color-scheme:dark){:root{--ground:#11161d;--ink:#e8edf3;--faint:#9aa7b6;--rule:#2a333e;\
        --mark:#6ea8ff;--soft:#1d3358;--second:#f0a35c;--limit:#ff8a80}}
        @media print{:root{--ground:#fff;--ink:#000;--faint:#444;--rule:#ccc;--mark:#2563c9;--soft:#dbe7fb;\
        --second:#c2570c;--limit:#b3261e}}

        """
    static let marks = """
        .chart{font:12px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
        .ground{fill:var(--ground)}.mark{fill:var(--mark)}.loss{fill:var(--limit)}.rest{fill:var(--faint)}
        .area{fill:var(--soft);stroke:none}.stroke{fill:none;stroke:var(--mark);stroke-width:2;stroke-linejoin:round}
        .forecast{fill:none;stroke:var(--second);stroke-width:2;stroke-dasharray:6 4}
        .limit{fill:none;stroke:var(--limit);stroke-width:1.5;stroke-dasharray:2 3}
        .span{stroke:var(--soft);stroke-width:10;stroke-linecap:round}.grid{stroke:var(--rule);stroke-width:1}
        .axis{stroke:var(--faint);stroke-width:1}.far{fill:var(--second)}.farthest{fill:var(--limit)}
        .label{fill:var(--ink)}.tick{fill:var(--faint);font-size:11px}.title{fill:var(--ink);font-size:14px;font-weight:600}

        """
}
