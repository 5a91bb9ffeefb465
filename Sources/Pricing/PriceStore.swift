import GRDB
import Storage
import Vocabulary

/// A price as somebody sets it, with an id that makes setting it twice the same as once.
package struct PriceChange: Sendable {
    /// Made once by whoever asks; the same id twice changes nothing.
    package let id: Identifier
    /// Names of models at the provider.
    package let glob: Glob
    /// The upstream's number; `nil` for any.
    package let upstream: Int64?
    /// The first moment it applies.
    package let from: Timestamp
    /// Costs nothing, by decision.
    package let isFree: Bool
    /// Empty when free.
    package let rates: Rates
    /// Where it comes from.
    package let source: Price.Source

    /// - Parameters:
    ///   - id: Made once by whoever asks.
    ///   - glob: Names of models at the provider.
    ///   - upstream: The number of an upstream, or `nil` for any.
    ///   - from: The first moment it applies.
    ///   - rates: The rates, or `nil` for free.
    /// - Throws: `.badGlob`, `.noRates`.
    package init(
        id: Identifier, glob: String, upstream: Int64? = nil, from: Timestamp, rates: Rates?,
        source: Price.Source = .set
    ) throws(PricingFault) {
        guard WordList.isWord(glob), let glob = Glob(glob) else {
            throw PricingFault(
                .badGlob,
                "A glob is 1 to 256 characters of ASCII without spaces, commas and quotes.")
        }
        if let rates, rates.isEmpty {
            throw PricingFault(
                .noRates,
                "Give at least --input and --output, or --free for a model that costs nothing.")
        }
        self.id = id
        self.glob = glob
        self.upstream = upstream
        self.from = from
        self.isFree = rates == nil
        self.rates = rates ?? Rates()
        self.source = source
    }
}

/// A price with its place in history.
package struct PriceRecord: Sendable {
    /// What applies.
    package let price: Price
    /// When it was made.
    package let createdAt: Timestamp
    /// When another took its place; `nil` while it is current.
    package let replacedAt: Timestamp?
}

/// The price book's table.
package enum PriceStore {
    /// Sets a price; the current one of the same glob, upstream, start and source is kept as
    /// history.
    ///
    /// - Returns: The new price, or the one of an earlier call with the same id.
    @discardableResult
    package static func set(_ change: PriceChange, at now: Timestamp, in database: Database) throws
        -> Price
    {
        if let known = try find(id: change.id, in: database) { return known.price }
        try database.execute(
            sql: """
                UPDATE price
                SET replaced_at_ms = ?
                WHERE glob = ? AND upstream IS ? AND from_ms = ? AND source = ?
                    AND replaced_at_ms IS NULL
                """,
            arguments: [
                now.milliseconds, change.glob.pattern, change.upstream, change.from.milliseconds,
                change.source.rawValue,
            ])
        let rates = change.rates
        try database.execute(
            sql: """
                INSERT INTO price (
                    id, glob, upstream, from_ms, free, source, created_at_ms,
                    fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,
                    cache_write_1h_nano_usd,
                    visible_output_nano_usd, reasoning_nano_usd, audio_input_nano_usd,
                    audio_output_nano_usd,
                    images_nano_usd, searches_nano_usd
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                change.id.bytes.data, change.glob.pattern, change.upstream,
                change.from.milliseconds, change.isFree,
                change.source.rawValue, now.milliseconds,
                rates.freshInput?.nanoUSDPerMillion, rates.cacheRead?.nanoUSDPerMillion,
                rates.cacheWrite5m?.nanoUSDPerMillion, rates.cacheWrite1h?.nanoUSDPerMillion,
                rates.visibleOutput?.nanoUSDPerMillion, rates.reasoning?.nanoUSDPerMillion,
                rates.audioInput?.nanoUSDPerMillion, rates.audioOutput?.nanoUSDPerMillion,
                rates.images?.nanoUSDPerMillion, rates.searches?.nanoUSDPerMillion,
            ])
        return Price(
            number: database.lastInsertedRowID, glob: change.glob, upstream: change.upstream,
            from: change.from,
            isFree: change.isFree, rates: rates, source: change.source)
    }

    /// Ends all current prices of a glob that were set, so that others apply again.
    ///
    /// - Returns: How many there were.
    package static func remove(
        glob: String, upstream: Int64?, at now: Timestamp, in database: Database
    ) throws -> Int {
        try database.execute(
            sql: """
                UPDATE price
                SET replaced_at_ms = ?
                WHERE glob = ? AND upstream IS ? AND source = 'set' AND replaced_at_ms IS NULL
                """,
            arguments: [now.milliseconds, glob, upstream])
        return database.changesCount
    }

    /// The current prices, by glob, upstream and start.
    package static func list(in database: Database) throws -> [PriceRecord] {
        try Row.fetchAll(
            database,
            sql: select + " WHERE replaced_at_ms IS NULL ORDER BY glob, upstream, from_ms, source"
        ).map(record)
    }

    /// Everything that was ever set for a glob, the newest first.
    package static func history(glob: String, in database: Database) throws -> [PriceRecord] {
        try Row.fetchAll(
            database, sql: select + " WHERE glob = ? ORDER BY number DESC", arguments: [glob]
        ).map(record)
    }

    /// The price that a row of the ledger names, current or not.
    package static func find(number: Int64, in database: Database) throws -> PriceRecord? {
        try Row.fetchOne(database, sql: select + " WHERE number = ?", arguments: [number]).map(
            record)
    }

    private static let select = """
        SELECT number, glob, upstream, from_ms, free, source, created_at_ms, replaced_at_ms,
            fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,
            cache_write_1h_nano_usd,
            visible_output_nano_usd, reasoning_nano_usd, audio_input_nano_usd,
            audio_output_nano_usd,
            images_nano_usd, searches_nano_usd
        FROM price
        """

    private static func find(id: Identifier, in database: Database) throws -> PriceRecord? {
        try Row.fetchOne(database, sql: select + " WHERE id = ?", arguments: [id.bytes.data]).map(
            record)
    }

    private static func record(_ row: Row) throws -> PriceRecord {
        let number: Int64 = row["number"]
        guard let glob = Glob(row["glob"] as String),
            let source = Price.Source(rawValue: row["source"])
        else {
            throw PricingFault(.unreadable, "Row \(number) of the price book can't be read.")
        }
        var rates = Rates()
        for meter in Meter.allCases {
            let nano: Int64? = row["\(meter.rawValue)_nano_usd"]
            rates[meter] = nano.flatMap { Rate(nanoUSDPerMillion: $0) }
        }
        let price = Price(
            number: number, glob: glob, upstream: row["upstream"],
            from: Timestamp(milliseconds: row["from_ms"]),
            isFree: row["free"], rates: rates, source: source)
        let replaced: Int64? = row["replaced_at_ms"]
        return PriceRecord(
            price: price, createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            replacedAt: replaced.map { Timestamp(milliseconds: $0) })
    }
}
