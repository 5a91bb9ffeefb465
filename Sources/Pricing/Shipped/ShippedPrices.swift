import Embedded
import Foundation
import GRDB
import Storage
import Vault
import Vocabulary
import Wire

/// The price book that comes with the program: `prices/book.csv`, each rate with its source and date.
package enum ShippedPrices {
    /// The file's path in the repository.
    package static let path = "prices/book.csv"

    /// Puts the program's price book into the data file, unless it is there already. What didn't change keeps its number.
    ///
    /// - Returns: How many prices were added.
    /// - Throws: `PricingFault` for a book that can't be read, which tests see to that there is none.
    @discardableResult
    package static func install(at now: Timestamp, in database: Database) throws -> Int {
        guard let file = EmbeddedFile.all(in: "prices").first(where: { $0.path == path }) else {
            return 0
        }
        let digest = Digest.sha256(file.bytes).data
        let installed = try Data.fetchOne(database, sql: "SELECT sha256 FROM shipped_book")
        guard installed != digest else { return 0 }
        let added = try replace(
            by: try changes(in: file.bytes, at: now), source: .shipped, at: now, in: database)
        try database.execute(
            sql: """
                INSERT INTO shipped_book (one, sha256, installed_at_ms) VALUES (1, ?, ?)
                ON CONFLICT (one) DO UPDATE SET sha256 = excluded.sha256, installed_at_ms = excluded.installed_at_ms
                """,
            arguments: [digest, now.milliseconds])
        return added
    }

    /// Makes the prices of a source those, and no others.
    ///
    /// - Returns: How many were added.
    static func replace(
        by changes: [PriceChange], source: Price.Source, at now: Timestamp, in database: Database
    ) throws -> Int {
        var current: [PriceKey: Price] = [:]
        for record in try PriceStore.list(source: source, in: database) {
            current[PriceKey(record.price)] = record.price
        }
        var added = 0
        for change in changes {
            let known = current.removeValue(forKey: PriceKey(change))
            if let known, change.isSame(as: known) { continue }
            if let known { try PriceStore.end(number: known.number, at: now, in: database) }
            _ = try PriceStore.insert(change, at: now, in: database)
            added += 1
        }
        for price in current.values {
            try PriceStore.end(number: price.number, at: now, in: database)
        }
        return added
    }

    /// The prices of a book in the repository's form.
    ///
    /// - Throws: `.badBook`, naming the line.
    package static func changes(
        in bytes: [UInt8], at now: Timestamp
    ) throws(PricingFault) -> [PriceChange] {
        let rows: [[String]]
        do { rows = try CSVRows(parsing: bytes).rows } catch {
            throw fault(error.line, error.description)
        }
        guard rows.first == columns else {
            throw fault(1, "the columns aren't \(columns.joined(separator: ","))")
        }
        var changes: [PriceChange] = []
        var open: ShippedEntry?
        for (index, row) in rows.enumerated().dropFirst() {
            guard row.count == columns.count else { throw fault(index + 1, "a column is missing") }
            let line = ShippedLine(row)
            if let entry = open, entry.isSame(as: line) {
                guard let rateCase = line.rateCase else {
                    throw fault(index + 1, "the condition or a rate can't be read")
                }
                open?.cases.append(rateCase)
                continue
            }
            if let entry = open { changes += try entry.changes(at: now) }
            guard let entry = ShippedEntry(line) else {
                throw fault(
                    index + 1, "the first line of a model is no usual rate, or can't be read")
            }
            open = entry
        }
        if let entry = open { changes += try entry.changes(at: now) }
        return changes
    }

    private static let columns = [
        "provider", "model", "from", "tier", "input_over", "hours_utc", "input", "output",
        "cache_read", "cache_write_5m", "cache_write_1h", "reasoning", "audio_input",
        "audio_output", "searches_per_1000", "source", "checked",
    ]

    private static func fault(_ line: Int, _ what: String) -> PricingFault {
        PricingFault(.badBook, "Line \(line) of the price book: \(what).")
    }
}

/// What two current prices can't both have.
package struct PriceKey: Hashable {
    let glob: String
    let upstream: Int64?
    let provider: String?
    let from: Timestamp

    init(_ price: Price) {
        (glob, upstream, provider) = (price.glob.pattern, price.upstream, price.provider)
        from = price.from
    }

    init(_ change: PriceChange) {
        (glob, upstream, provider) = (change.glob.pattern, change.upstream, change.provider)
        from = change.from
    }
}

/// A line of the book.
private struct ShippedLine {
    let fields: [String]

    init(_ fields: [String]) { self.fields = fields }

    var provider: String { fields[0] }
    /// Names and globs with spaces between.
    var models: String { fields[1] }
    var from: String { fields[2] }
    var isUsual: Bool { fields[3].isEmpty && fields[4].isEmpty && fields[5].isEmpty }
    var isFree: Bool { fields[6] == "free" }
    var origin: String { "\(fields[15]), \(fields[16])" }

    /// The rates; `nil` when one can't be read.
    var rates: Rates? {
        var rates = Rates()
        let meters: [Meter] = [
            .freshInput, .visibleOutput, .cacheRead, .cacheWrite5m, .cacheWrite1h, .reasoning,
            .audioInput, .audioOutput,
        ]
        for (index, meter) in meters.enumerated() where !fields[6 + index].isEmpty {
            guard let rate = Rate(dollarsPerMillion: fields[6 + index]) else { return nil }
            rates[meter] = rate
        }
        if !fields[14].isEmpty {
            // Dollars for a thousand: a thousand times as many for a million.
            guard let nano = DecimalText.scaled(fields[14], decimals: 9),
                let rate = Rate(nanoUSDPerMillion: nano.multipliedReportingOverflow(by: 1_000).0)
            else { return nil }
            rates.searches = rate
        }
        return rates
    }

    /// The line as a case; `nil` when it can't be read.
    var rateCase: RateCase? {
        guard !isUsual, let rates, !rates.isEmpty else { return nil }
        let threshold = InputThreshold(fields[4])
        let window = DayWindow(fields[5])
        guard fields[4].isEmpty || threshold != nil, fields[5].isEmpty || window != nil else {
            return nil
        }
        return RateCase(tier: fields[3], threshold: threshold, window: window, rates: rates)
    }
}

/// The lines of some models from one day on.
private struct ShippedEntry {
    let line: ShippedLine
    let rates: Rates
    let from: Timestamp
    var cases: [RateCase] = []

    init?(_ line: ShippedLine) {
        guard line.isUsual, let rates = line.isFree ? Rates() : line.rates,
            line.isFree || !rates.isEmpty, !line.models.isEmpty, !line.provider.isEmpty,
            let from = line.from.isEmpty ? Timestamp(milliseconds: 0) : Timestamp(line.from)
        else { return nil }
        self.line = line
        self.rates = rates
        self.from = from
    }

    /// Is a line one more of these models' from that day on?
    func isSame(as other: ShippedLine) -> Bool {
        !other.isUsual && line.provider == other.provider && line.models == other.models
            && line.from == other.from
    }

    func changes(at now: Timestamp) throws(PricingFault) -> [PriceChange] {
        var changes: [PriceChange] = []
        for model in line.models.split(separator: " ") {
            changes.append(
                try PriceChange(
                    id: Identifier(at: now), glob: String(model), provider: line.provider,
                    from: from, rates: line.isFree ? nil : rates, cases: cases, source: .shipped,
                    origin: line.origin))
        }
        return changes
    }
}
