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
    /// The provider whose upstreams it holds for; `nil` for any.
    package let provider: String?
    /// The first moment it applies.
    package let from: Timestamp
    /// Costs nothing, by decision.
    package let isFree: Bool
    /// Empty when free.
    package let rates: Rates
    /// Other rates under conditions.
    package let cases: [RateCase]
    /// Where it comes from.
    package let source: Price.Source
    /// Who says so and when; `nil` for what an operator sets.
    package let origin: String?

    /// How many cases one price may have.
    package static let casesMax = 64

    /// - Parameters:
    ///   - id: Made once by whoever asks.
    ///   - glob: Names of models at the provider.
    ///   - upstream: The number of an upstream, or `nil` for any.
    ///   - from: The first moment it applies.
    ///   - provider: The provider whose upstreams it holds for, or `nil` for any.
    ///   - rates: The rates, or `nil` for free.
    ///   - cases: Other rates under conditions.
    /// - Throws: `.badGlob`, `.noRates`.
    package init(
        id: Identifier, glob: String, upstream: Int64? = nil, provider: String? = nil,
        from: Timestamp, rates: Rates?, cases: [RateCase] = [], source: Price.Source = .set,
        origin: String? = nil
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
        self.provider = provider
        self.from = from
        self.isFree = rates == nil
        self.rates = rates ?? Rates()
        self.cases = rates == nil ? [] : Array(cases.prefix(Self.casesMax))
        self.source = source
        self.origin = origin
    }

    /// Does a price say the same as this would?
    package func isSame(as price: Price) -> Bool {
        glob == price.glob && upstream == price.upstream && provider == price.provider
            && from == price.from && isFree == price.isFree && rates == price.rates
            && cases == price.cases && source == price.source
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
                WHERE glob = ? AND upstream IS ? AND provider IS ? AND from_ms = ? AND source = ?
                    AND replaced_at_ms IS NULL
                """,
            arguments: [
                now.milliseconds, change.glob.pattern, change.upstream, change.provider,
                change.from.milliseconds, change.source.rawValue,
            ])
        return try insert(change, at: now, in: database)
    }

    /// Adds a price of which there is no current one of the same glob, scope, start and source.
    static func insert(_ change: PriceChange, at now: Timestamp, in database: Database) throws
        -> Price
    {
        let rates = change.rates
        try database.execute(
            sql: """
                INSERT INTO price (
                    id, glob, upstream, provider, from_ms, free, source, origin, created_at_ms,
                    fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,
                    cache_write_1h_nano_usd,
                    visible_output_nano_usd, reasoning_nano_usd, audio_input_nano_usd,
                    audio_output_nano_usd,
                    images_nano_usd, searches_nano_usd
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                change.id.bytes.data, change.glob.pattern, change.upstream, change.provider,
                change.from.milliseconds, change.isFree,
                change.source.rawValue, change.origin, now.milliseconds,
            ] + arguments(rates))
        let number = database.lastInsertedRowID
        for (index, rateCase) in change.cases.enumerated() {
            try database.execute(
                sql: """
                    INSERT INTO price_case (
                        price, ordinal, tier, threshold_tokens, starts_at_threshold, from_minute, to_minute,
                        fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,
                        cache_write_1h_nano_usd,
                        visible_output_nano_usd, reasoning_nano_usd, audio_input_nano_usd,
                        audio_output_nano_usd,
                        images_nano_usd, searches_nano_usd
                    )
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, index + 1, rateCase.tier, rateCase.threshold?.tokens,
                    rateCase.threshold?.startsAt, rateCase.window?.start, rateCase.window?.end,
                ] + arguments(rateCase.rates))
        }
        return Price(
            number: number, glob: change.glob, upstream: change.upstream, provider: change.provider,
            from: change.from, isFree: change.isFree, rates: rates, cases: change.cases,
            source: change.source, origin: change.origin)
    }

    /// The rates in the order of the tables' columns.
    private static func arguments(_ rates: Rates) -> StatementArguments {
        [
            rates.freshInput?.nanoUSDPerMillion, rates.cacheRead?.nanoUSDPerMillion,
            rates.cacheWrite5m?.nanoUSDPerMillion, rates.cacheWrite1h?.nanoUSDPerMillion,
            rates.visibleOutput?.nanoUSDPerMillion, rates.reasoning?.nanoUSDPerMillion,
            rates.audioInput?.nanoUSDPerMillion, rates.audioOutput?.nanoUSDPerMillion,
            rates.images?.nanoUSDPerMillion, rates.searches?.nanoUSDPerMillion,
        ]
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

    /// The current prices, by glob, upstream, provider and start.
    ///
    /// - Parameter source: Only those of this source; `nil` for all.
    package static func list(
        source: Price.Source? = nil, in database: Database
    ) throws -> [PriceRecord] {
        let cases = try cases(
            "WHERE price IN (SELECT number FROM price WHERE replaced_at_ms IS NULL)", [],
            in: database)
        return try Row.fetchAll(
            database,
            sql: select + """
                 WHERE replaced_at_ms IS NULL AND (?1 IS NULL OR source = ?1)
                ORDER BY glob, upstream, provider, from_ms, source
                """,
            arguments: [source?.rawValue]
        ).map { try record($0, cases: cases) }
    }

    /// The current prices.
    package static func current(in database: Database) throws -> [Price] {
        try list(in: database).map(\.price)
    }

    /// Everything that was ever set for a glob, the newest first.
    package static func history(glob: String, in database: Database) throws -> [PriceRecord] {
        let cases = try cases(
            "WHERE price IN (SELECT number FROM price WHERE glob = ?)", [glob], in: database)
        return try Row.fetchAll(
            database, sql: select + " WHERE glob = ? ORDER BY number DESC", arguments: [glob]
        ).map { try record($0, cases: cases) }
    }

    /// The price that a row of the ledger names, current or not.
    package static func find(number: Int64, in database: Database) throws -> PriceRecord? {
        let cases = try cases("WHERE price = ?", [number], in: database)
        return try Row.fetchOne(database, sql: select + " WHERE number = ?", arguments: [number])
            .map { try record($0, cases: cases) }
    }

    /// Ends a price without another in its place.
    static func end(number: Int64, at now: Timestamp, in database: Database) throws {
        try database.execute(
            sql: "UPDATE price SET replaced_at_ms = ? WHERE number = ? AND replaced_at_ms IS NULL",
            arguments: [now.milliseconds, number])
    }

    private static let rateColumns = """
        fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd, cache_write_1h_nano_usd,
        visible_output_nano_usd, reasoning_nano_usd, audio_input_nano_usd, audio_output_nano_usd,
        images_nano_usd, searches_nano_usd
        """
    private static let select = """
        SELECT number, glob, upstream, provider, from_ms, free, source, origin, created_at_ms, replaced_at_ms,
            \(rateColumns)
        FROM price
        """

    private static func find(id: Identifier, in database: Database) throws -> PriceRecord? {
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM price WHERE id = ?", arguments: [id.bytes.data])
        return try number.flatMap { try find(number: $0, in: database) }
    }

    /// The cases of prices, by the price's number.
    private static func cases(
        _ condition: String, _ arguments: StatementArguments, in database: Database
    ) throws -> [Int64: [RateCase]] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT price, tier, threshold_tokens, starts_at_threshold, from_minute, to_minute,
                    \(rateColumns)
                FROM price_case
                \(condition)
                ORDER BY price, ordinal
                """,
            arguments: arguments)
        var cases: [Int64: [RateCase]] = [:]
        for row in rows {
            let (tokens, startsAt): (Int64?, Bool?) = (
                row["threshold_tokens"], row["starts_at_threshold"]
            )
            let (start, end): (Int?, Int?) = (row["from_minute"], row["to_minute"])
            var threshold: InputThreshold?
            if let tokens, let startsAt {
                threshold = InputThreshold(tokens: tokens, startsAt: startsAt)
            }
            var window: DayWindow?
            if let start, let end { window = DayWindow(start: start, end: end) }
            cases[row["price"], default: []].append(
                RateCase(
                    tier: row["tier"], threshold: threshold, window: window, rates: rates(of: row)))
        }
        return cases
    }

    private static func rates(of row: Row) -> Rates {
        func rate(_ column: String) -> Rate? {
            (row[column] as Int64?).flatMap { Rate(nanoUSDPerMillion: $0) }
        }
        var rates = Rates()
        rates.freshInput = rate("fresh_input_nano_usd")
        rates.cacheRead = rate("cache_read_nano_usd")
        rates.cacheWrite5m = rate("cache_write_5m_nano_usd")
        rates.cacheWrite1h = rate("cache_write_1h_nano_usd")
        rates.visibleOutput = rate("visible_output_nano_usd")
        rates.reasoning = rate("reasoning_nano_usd")
        rates.audioInput = rate("audio_input_nano_usd")
        rates.audioOutput = rate("audio_output_nano_usd")
        rates.images = rate("images_nano_usd")
        rates.searches = rate("searches_nano_usd")
        return rates
    }

    private static func record(_ row: Row, cases: [Int64: [RateCase]]) throws -> PriceRecord {
        let number: Int64 = row["number"]
        guard let glob = Glob(row["glob"] as String),
            let source = Price.Source(rawValue: row["source"])
        else {
            throw PricingFault(.unreadable, "Row \(number) of the price book can't be read.")
        }
        let price = Price(
            number: number, glob: glob, upstream: row["upstream"], provider: row["provider"],
            from: Timestamp(milliseconds: row["from_ms"]), isFree: row["free"],
            rates: rates(of: row), cases: cases[number] ?? [], source: source,
            origin: row["origin"])
        let replaced: Int64? = row["replaced_at_ms"]
        return PriceRecord(
            price: price, createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            replacedAt: replaced.map { Timestamp(milliseconds: $0) })
    }
}
