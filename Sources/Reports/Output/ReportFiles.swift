import Vocabulary
import Wire

/// An answer as a file for programs.
extension ReportAnswer {
    /// One JSON document: `{"report","question","since","until","columns":[…],"rows":[{…}],"total":{…},"truncated"}`.
    ///
    /// Money is `…_nano_usd`, a whole number, and `…_usd`, a decimal text; percents are decimal texts; times RFC 3339.
    package var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The document, as part of another.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, value) in [
            ("report", report), ("question", question), ("since", since), ("until", until),
            ("made_at", made),
        ] {
            writer.key(key)
            if let value { writer.string(value) } else { writer.null() }
        }
        writer.key("columns")
        writer.beginArray()
        for column in columns {
            writer.beginObject()
            for (key, value) in [
                ("name", column.name), ("type", column.kind.rawValue), ("meaning", column.meaning),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.key("rows")
        writer.beginArray()
        for row in rows { Self.write(row, columns, to: &writer) }
        writer.endArray()
        writer.key("total")
        let totals = totals
        let summed = columns.indices.filter { totals[$0] != nil }
        Self.write(
            summed.map { .number(totals[$0] ?? 0) }, summed.map { columns[$0] }, to: &writer)
        writer.key("truncated")
        writer.bool(isCut)
        writer.key("milliseconds")
        writer.integer(milliseconds)
        writer.endObject()
    }

    /// RFC 4180 with a line of names; money both ways, as in JSON.
    ///
    /// Texts that a spreadsheet would take for a formula get an apostrophe before them: names of models are clients' words.
    package var csv: String {
        var lines = [
            columns.map { column in
                let usd = column.dollarsName.map { "," + $0 } ?? ""
                return Self.field(column.name, isText: true) + usd
            }.joined(separator: ",")
        ]
        for row in rows {
            lines.append(
                zip(row, columns).map { cell, column in
                    var isText = false
                    if case .text = cell { isText = true }
                    let exact = Self.field(CellText.exact(cell, column.kind), isText: isText)
                    guard column.dollarsName != nil else { return exact }
                    return (cell.number.map { String($0) } ?? "") + "," + exact
                }.joined(separator: ","))
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    private static func write(
        _ row: [ReportCell], _ columns: [ReportColumn], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for (cell, column) in zip(row, columns) {
            writer.key(column.name)
            switch (cell, column.kind) {
            case (.null, _): writer.null()
            case (.number(let number), .money), (.number(let number), .count),
                (.number(let number), .milliseconds), (.number(let number), .text):
                writer.integer(number)
            case (.text(let text), _): writer.string(text)
            case (.number, _): writer.string(CellText.exact(cell, column.kind))
            }
            guard let name = column.dollarsName else { continue }
            writer.key(name)
            if let number = cell.number {
                writer.string(NanoUSD(number).dollars)
            } else {
                writer.null()
            }
        }
        writer.endObject()
    }

    private static func field(_ text: String, isText: Bool) -> String {
        var text = text
        if isText, let first = text.first, "=+-@".contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension ReportColumn {
    /// The column of dollars that stands beside one of nano-dollars.
    fileprivate var dollarsName: String? {
        guard kind == .money, name.hasSuffix("_nano_usd") else { return nil }
        return name.dropLast("_nano_usd".count) + "_usd"
    }
}
