/// Answers as one page that needs nothing else: charts, tables, no scripts, light and dark, made to be printed too.
package enum ReportPage {
    /// The whole page.
    package static func html(_ answers: [ReportAnswer]) -> String {
        let title = answers.count == 1 ? answers[0].heading : "Bursar: \(answers.count) reports"
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'">
            <title>\(Drawing.escaped(title))</title>
            <style>
            \(ChartStyle.colours)\(ChartStyle.marks)\(style)</style>
            <main>
            \(answers.map(section).joined(separator: "\n"))
            <footer>Made by Bursar at \(Drawing.escaped(answers.first.map { readable($0.made) } ?? "")) UTC from the ledger. \
            Amounts are US dollars, rounded for reading: point at one for all of it.</footer>
            </main>
            </html>

            """
    }

    /// The first chart of an answer; `nil` when it has none, or nothing to draw.
    package static func svg(_ answer: ReportAnswer) -> String? {
        for chart in answer.charts {
            if let svg = ChartDrawing(answer: answer, chart: chart).svg(isAlone: true) {
                return svg
            }
        }
        return nil
    }

    private static func section(_ answer: ReportAnswer) -> String {
        let charts = answer.charts.compactMap {
            ChartDrawing(answer: answer, chart: $0).svg(isAlone: false)
        }.map { "<figure>\n\($0)</figure>\n" }
        return """
            <section\(answer.columns.count > columnsUpright ? " class=\"broad\"" : "")>
            <header><h1>\(Drawing.escaped(answer.heading))</h1>
            <p class="when">\(Drawing.escaped(answer.report))\(Drawing.escaped(when(answer)))</p>
            <p>\(Drawing.escaped(answer.why.prefix(1).uppercased() + answer.why.dropFirst()))</p></header>
            \(tiles(answer))\(charts.joined())\(table(answer))\(answer.isCut
                ? "<p class=\"note\">There are more rows than these \(answer.rows.count); no sums are shown.</p>" : "")
            </section>
            """
    }

    /// A page of paper has room for so many columns; tables with more are printed across.
    private static let columnsUpright = 9

    private static func when(_ answer: ReportAnswer) -> String {
        guard let since = answer.since, let until = answer.until else { return "" }
        let from = since.hasPrefix("1970-01-01") ? "the beginning" : readable(since)
        return " · from \(from) to \(readable(until)) UTC"
    }

    private static func readable(_ text: String) -> String {
        text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }

    /// The sums, large.
    private static func tiles(_ answer: ReportAnswer) -> String {
        let totals = answer.totals
        let tiles = answer.columns.indices.compactMap { index -> String? in
            guard let total = totals[index], total != 0 else { return nil }
            let column = answer.columns[index]
            let text = CellText.readable(
                .number(total), column.kind, decimals: CellText.decimals(forUpTo: total))
            return "<div><b title=\"\(CellText.exact(.number(total), column.kind))\">\(text)</b>"
                + "<span>\(Drawing.escaped(ChartDrawing.words(column)))</span></div>"
        }
        return tiles.isEmpty ? "" : "<div class=\"tiles\">\(tiles.joined())</div>\n"
    }

    private static func table(_ answer: ReportAnswer) -> String {
        guard !answer.rows.isEmpty else { return "<p class=\"note\">Nothing in that time.</p>" }
        let decimals = answer.columns.indices.map { index in
            CellText.decimals(forUpTo: answer.rows.map { abs($0[index].number ?? 0) }.max() ?? 0)
        }
        let head = answer.columns.map { column in
            "<th scope=\"col\"\(column.kind.isWord ? "" : " class=\"n\"") title=\"\(Drawing.escaped(column.meaning))\">"
                + Drawing.escaped(ChartDrawing.words(column)) + "</th>"
        }
        func line(_ row: [ReportCell]) -> String {
            let cells = row.indices.map { index -> String in
                let kind = answer.columns[index].kind
                let text = CellText.readable(row[index], kind, decimals: decimals[index])
                let exact = kind == .money ? " title=\"\(CellText.exact(row[index], kind))\"" : ""
                let style = kind == .text ? "" : kind.isWord ? " class=\"d\"" : " class=\"n\""
                return "<td\(style)\(exact)>"
                    + (text.isEmpty ? "–" : Drawing.escaped(text)) + "</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        let totals = answer.totals
        var foot = ""
        if totals.contains(where: { $0 != nil }) {
            let cells = totals.indices.map { index -> String in
                guard let total = totals[index] else {
                    return index == 0 ? "<td>total</td>" : "<td></td>"
                }
                let kind = answer.columns[index].kind
                let text = CellText.readable(.number(total), kind, decimals: decimals[index])
                return
                    "<td class=\"n\" title=\"\(CellText.exact(.number(total), kind))\">\(text)</td>"
            }
            foot = "<tfoot><tr>\(cells.joined())</tr></tfoot>"
        }
        return "<div class=\"wide\"><table><thead><tr>\(head.joined())</tr></thead>\n"
            + "<tbody>\n\(answer.rows.map(line).joined())</tbody>\(foot)</table></div>\n"
    }

    private static let style = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 3rem}
        section+section{margin-top:3.5rem;border-top:1px solid var(--rule);padding-top:2rem}
        h1{font-size:1.65rem;line-height:1.25;margin:0 0 .25rem}
        header p{margin:.15rem 0;max-width:46rem}.when,.note,footer{color:var(--faint);font-size:.875rem}
        .tiles{display:flex;flex-wrap:wrap;gap:.75rem 2.25rem;margin:1.25rem 0 .5rem}
        .tiles b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums;line-height:1.2}
        .tiles span{color:var(--faint);font-size:.8125rem}
        figure{margin:1.5rem 0;break-inside:avoid}.chart{width:100%;height:auto;display:block;overflow:visible}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
        th{text-align:left;color:var(--faint);font-weight:600;border-bottom:2px solid var(--rule);white-space:nowrap}
        th,td{padding:.35rem .75rem .35rem 0;vertical-align:top}td{border-bottom:1px solid var(--rule)}
        .n{text-align:right;white-space:nowrap}tfoot td{font-weight:600;border-bottom:0;border-top:2px solid var(--rule)}
        .d{white-space:nowrap}tr{break-inside:avoid}thead{display:table-header-group}tfoot{display:table-row-group}footer{margin-top:2.5rem}
        @page{margin:14mm}@page broad{size:landscape}
        @media print{main{max-width:none;padding:0}body{font-size:10.5pt}section+section{break-before:page;border:0;padding:0;margin:0}
        .broad{page:broad}.wide{overflow:visible}table{font-size:7.5pt}th{white-space:normal;vertical-align:bottom}th,td{padding:.2rem .55rem .2rem 0}
        .broad .chart{max-width:38rem}}

        """
}

extension ReportColumn.Kind {
    /// Is it put to the left?
    fileprivate var isWord: Bool { self == .text || self == .day || self == .month }
}

extension ReportAnswer {
    /// What it is about.
    fileprivate var heading: String { question.isEmpty ? report : question }
}
