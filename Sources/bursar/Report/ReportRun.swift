import Administration
import ArgumentParser
import Foundation
import Reports
import Wire

/// `bursar report run`.
struct ReportRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run reports, or a file of your own, where nothing can be changed.",
        discussion: """
            Several reports go into one page or document. A file holds one SELECT; its header may declare parameters, \
            columns and charts as the shipped ones do (bursar report show NAME).
            """)

    /// How answers are written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv, html, svg
    }

    @Argument(help: "Reports' names.") var names: [String] = []
    @Option(help: ArgumentHelp("A file with a report of your own.", valueName: "path")) var file:
        String?
    @Option(help: ArgumentHelp("From then on: 7d (ago), 2026-11-01.", valueName: "time")) var since:
        String?
    @Option(help: ArgumentHelp("Before then.", valueName: "time")) var until: String?
    @Option(help: ArgumentHelp("A parameter's value; may be repeated.", valueName: "name=value"))
    var set: [String] = []
    @Option(help: "At most so many rows (10000).") var limit: Int?
    @Option(help: ArgumentHelp("Stop after so long (10s).", valueName: "duration")) var deadline:
        String?
    @Option(help: "table for humans; json, csv for programs; html, svg for looking.")
    var format: Format = .table
    @OptionGroup var place: DataOption

    func validate() throws {
        guard names.isEmpty != (file == nil) else {
            throw ValidationError("Name one report or more, or give --file.")
        }
        guard names.count < 2 || (format != .csv && format != .svg) else {
            throw ValidationError("--format \(format.rawValue) takes one report.")
        }
    }

    func run() async throws {
        var settings = set
        if let since { settings.append("since=" + since) }
        if let until { settings.append("until=" + until) }
        let door = OperatorDoor(places: try place.places())
        var answers: [ReportAnswer] = []
        for name in file.map({ [URL(filePath: $0).lastPathComponent] }) ?? names {
            answers.append(
                try await door.perform(
                    RunReport(
                        report: name, sql: try text(), settings: settings, limit: limit,
                        deadline: deadline), secret: nil))
        }
        try write(answers)
    }

    private func write(_ answers: [ReportAnswer]) throws {
        switch format {
        case .table: StandardOutput.write(answers.map(ReportText.table).joined(separator: "\n"))
        case .json: StandardOutput.write(String(decoding: json(answers), as: UTF8.self) + "\n")
        case .csv: StandardOutput.write(answers[0].csv)
        case .html: StandardOutput.write(ReportPage.html(answers))
        case .svg:
            guard let svg = ReportPage.svg(answers[0]) else {
                throw CommandFailure(
                    "\(answers[0].report) has nothing to draw: no chart, or no rows in that time.")
            }
            StandardOutput.write(svg)
        }
        for answer in answers where answer.isCut {
            HumanWords.say(
                "\(answer.report): more than \(answer.rows.count) rows; ask for a shorter time or a higher --limit."
            )
        }
    }

    private func json(_ answers: [ReportAnswer]) -> [UInt8] {
        guard answers.count > 1 else { return answers[0].json }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("reports")
        writer.beginArray()
        for answer in answers { answer.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func text() throws -> String? {
        guard let file else { return nil }
        guard let data = FileManager.default.contents(atPath: file), data.count <= 256 << 10 else {
            throw CommandFailure("\(file) can't be read, or is longer than 256 KiB.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure("\(file) is not UTF-8 text.")
        }
        return text
    }
}

/// A report's answer as text.
enum ReportText {
    /// The question, then a line a row, and the sums.
    static func table(_ answer: ReportAnswer) -> String {
        var table = TextTable(
            answer.columns.map { column in
                let title =
                    column.name.hasSuffix("_nano_usd")
                    ? column.name.dropLast("_nano_usd".count) + " usd" : column.name[...]
                let words = title.split(separator: "_").joined(separator: " ").uppercased()
                return column.kind == .text ? .text(words) : .number(words)
            })
        for row in answer.rows {
            table.add(zip(row, answer.columns).map { CellText.exact($0, $1.kind) })
        }
        let totals = answer.totals
        if totals.contains(where: { $0 != nil }), !answer.rows.isEmpty {
            table.total(
                totals.indices.map { index in
                    totals[index].map { CellText.exact(.number($0), answer.columns[index].kind) }
                        ?? (index == 0 ? "total" : "")
                })
        }
        return (answer.question.isEmpty ? "" : PlainText.word(answer.question) + "\n") + table.text
    }
}
