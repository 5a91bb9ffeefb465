import Foundation
import Reports
import Storage
import Testing
import Vocabulary

/// A data file without calls, gone with the value.
private final class Folder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)")
    let file: LedgerFile

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        file = try LedgerFile(at: url.appending(path: "ledger.db").path)
    }

    deinit {
        file.close()
        try? FileManager.default.removeItem(at: url)
    }

    func answer(_ sql: String, _ settings: [String: String] = [:]) async throws -> ReportAnswer {
        try await ReportRun(
            try Report(name: "mine", reading: sql), settings: settings,
            at: Timestamp(milliseconds: 1_790_000_000_000)
        ).answer(from: file)
    }
}

@Suite struct `A shipped report` {
    @Test(arguments: try Report.shipped()) func `says what it asks, takes and answers`(
        report: Report
    ) async throws {
        #expect(report.question.hasSuffix("?") && !report.why.isEmpty)
        #expect(!report.columns.isEmpty && report.columns.allSatisfy { !$0.meaning.isEmpty })
        let names = Set(report.columns.map(\.name))
        for chart in report.charts {
            #expect(names.isSuperset(of: chart.labels + chart.values), "\(chart.title)")
        }
        let folder = try Folder()
        let needed = report.parameters.filter { $0.standard == nil }.map { ($0.name, "x") }
        let answer = try await folder.answer(
            report.sql, Dictionary(uniqueKeysWithValues: needed))
        #expect(answer.columns.map(\.name) == report.columns.map(\.name))
        #expect(answer.rows.isEmpty)
        #expect(ReportPage.html([answer]).contains("Nothing in that time"))
        #expect(ReportPage.svg(answer) == nil)
    }
}

@Suite struct `An answer` {
    private static let sql = """
        -- Question: What <b>is</b> it?
        -- Column: name text | a name
        -- Column: cost_nano_usd money sum | its cost
        -- Column: share percent | a share
        -- Column: day day | a day
        -- Chart: bars name cost_nano_usd | Costs & more
        SELECT column1 AS name, column2 AS cost_nano_usd, column3 AS share, column4 AS day FROM (VALUES
            ('<script>alert(1)</script>', 1234567890123, 1234, 1789948800000),
            ('=SUM(A1)', -5, 0, NULL), ('a "b", c', NULL, 10000, 0),
            (char(8238) || 'evil' || char(10), 7, -1, 86400000))
        """

    @Test func `is exact in files`() async throws {
        let folder = try Folder()
        let answer = try await folder.answer(Self.sql)
        #expect(answer.totals == [nil, 1_234_567_890_125, nil, nil])
        let lines = answer.csv.split(separator: "\r\n")
        #expect(lines[0] == "name,cost_nano_usd,cost_usd,share,day")
        #expect(
            lines[1] == "<script>alert(1)</script>,1234567890123,1234.567890123,12.34,2026-09-21")
        #expect(lines[2].hasPrefix("'=SUM(A1),-5,"))
        #expect(lines[3].hasPrefix("\"a \"\"b\"\", c\",,,100.00,1970-01-01"))
        #expect(lines[4].hasPrefix("?evil?,7,0.000000007,"))
        let json = String(decoding: answer.json, as: UTF8.self)
        #expect(json.contains("\"cost_nano_usd\":1234567890123,\"cost_usd\":\"1234.567890123\""))
    }

    @Test func `can't break out of its page`() async throws {
        let folder = try Folder()
        let answer = try await folder.answer(Self.sql)
        let page = ReportPage.html([answer])
        #expect(!page.contains("<script") && !page.contains("<b>is"))
        #expect(page.contains("&lt;script&gt;") && page.contains("Costs &amp; more"))
        let svg = try #require(ReportPage.svg(answer))
        #expect(!svg.contains("<script") && svg.contains("xmlns"))
    }

    @Test func `is cut at its limit, and then sums nothing`() async throws {
        let folder = try Folder()
        let report = try Report(name: "mine", reading: Self.sql)
        let answer = try await ReportRun(
            report, settings: [:], rowsMax: 3, at: Timestamp(milliseconds: 0)
        ).answer(from: folder.file)
        #expect(answer.rows.count == 3 && answer.isCut && answer.totals.allSatisfy { $0 == nil })
    }
}

@Suite struct `A report of anybody's` {
    @Test(arguments: [
        ("INSERT INTO client DEFAULT VALUES", ReportFault.Code.forbidden),
        ("SELECT 1; SELECT 2", .forbidden), ("VACUUM", .forbidden), ("BEGIN", .forbidden),
        ("ATTACH ':memory:' AS x", .forbidden), ("PRAGMA query_only = OFF", .forbidden),
        ("SELECT wrapped FROM service_key", .forbidden), ("SELECT * FROM key_version", .forbidden),
        ("SELECT ?1", .forbidden), ("SELECT :x", .forbidden), ("", .forbidden),
        ("SELECT * FROM nothing", .badFile), ("SELECT randomblob(1000000000)", .badFile),
        ("-- Parameter: x\nSELECT 1", .badFile),
    ]) func `may read and nothing else`(sql: String, code: ReportFault.Code) async throws {
        let folder = try Folder()
        let fault = await #expect(throws: ReportFault.self) { try await folder.answer(sql) }
        #expect(fault?.code == code)
    }

    @Test func `is stopped in time`() async throws {
        let folder = try Folder()
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
        let run = try ReportRun(
            try Report(name: "mine", reading: endless), settings: [:], millisecondsMax: 50,
            at: Timestamp(milliseconds: 0))
        let fault = await #expect(throws: ReportFault.self) {
            try await run.answer(from: folder.file)
        }
        #expect(fault?.code == .overtime)
    }

    @Test(arguments: ["x=1", "since=soon", "least=many"]) func `takes what it declares`(
        setting: String
    ) throws {
        let report = try Report(
            name: "mine", reading: "-- Parameter: least integer 1 | at least\nSELECT :least")
        let halves = setting.split(separator: "=").map(String.init)
        #expect(throws: ReportFault.self) {
            try ReportRun(report, settings: [halves[0]: halves[1]], at: Timestamp(milliseconds: 0))
        }
    }
}
