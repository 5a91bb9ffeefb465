import Keyring
import Pricing
import Vocabulary

/// Sets what a model costs.
package struct SetPrice: UseCase {
    package static let name = "price.set"
    package let glob: String
    package let upstream: String?
    package let input: String?
    package let output: String?
    package let cacheRead: String?
    package let cacheWrite5m: String?
    package let cacheWrite1h: String?
    package let from: String?
    package let free: Bool
    /// Further rates, by their options' names.
    package let others: [String: String]?
    /// When these rates hold in the place of the usual ones: a service tier, an input over so many tokens, hours of UTC.
    package let tier: String?
    package let inputOver: Int64?
    package let hours: String?

    package init(
        glob: String, upstream: String? = nil, input: String? = nil, output: String? = nil,
        cacheRead: String? = nil, cacheWrite5m: String? = nil, cacheWrite1h: String? = nil,
        from: String? = nil, free: Bool = false, others: [String: String]? = nil,
        tier: String? = nil, inputOver: Int64? = nil, hours: String? = nil
    ) {
        self.others = others
        self.tier = tier
        self.inputOver = inputOver
        self.hours = hours
        self.glob = glob
        self.upstream = upstream
        self.input = input
        self.output = output
        self.cacheRead = cacheRead
        self.cacheWrite5m = cacheWrite5m
        self.cacheWrite1h = cacheWrite1h
        self.from = from
        self.free = free
    }

    /// The options of further rates, and the meters they are of.
    package static let otherMeters: [(option: String, meter: Meter)] = [
        ("reasoning", .reasoning), ("audio-input", .audioInput), ("audio-output", .audioOutput),
        ("searches", .searches), ("images", .images),
    ]

    package func perform(in office: Office) async throws(AdministrationFault) -> PriceEntry {
        let now = office.clock.now
        let start = try OperatorText.moment(from, "--from", at: now) ?? now
        let condition = try condition()
        let rates = try rates(isWhole: condition == nil)
        let id = Identifier(at: now)
        return try await office.change { database, now in
            let number = try upstream.map { try UpstreamStore.get(name: $0, in: database).number }
            guard let condition, let rates else {
                let change = try PriceChange(
                    id: id, glob: glob, upstream: number, from: start, rates: rates)
                return try PriceEntry(
                    try PriceStore.set(change, at: now, in: database), at: now, in: database)
            }
            // A condition is one more case of the price that is set; the price gets a new version.
            let usual = try PriceStore.current(in: database).filter { price in
                price.source == .set && price.glob.pattern == glob && price.upstream == number
                    && (from == nil ? price.from <= now : price.from == start)
            }.max { $0.from < $1.from }
            guard let usual, !usual.isFree else {
                throw AdministrationFault(
                    .notFound,
                    "No usual price is set for “\(glob.prefix(256))” there; set it first, without --tier, --input-over and --hours."
                )
            }
            let added = RateCase(
                tier: condition.tier, threshold: condition.threshold, window: condition.window,
                rates: rates)
            let change = try PriceChange(
                id: id, glob: glob, upstream: number, from: usual.from, rates: usual.rates,
                cases: usual.cases.filter { $0.condition != added.condition } + [added])
            return try PriceEntry(
                try PriceStore.set(change, at: now, in: database), at: now, in: database)
        }
    }

    /// The condition that was given, with no rates of its own yet.
    private func condition() throws(AdministrationFault) -> RateCase? {
        guard tier != nil || inputOver != nil || hours != nil else { return nil }
        let named = ServiceTier.named(tier)
        let threshold = inputOver.flatMap { InputThreshold(tokens: $0, startsAt: false) }
        let window = hours.flatMap { DayWindow($0) }
        guard tier == nil || !named.isEmpty && named.utf8.count <= 32 else {
            throw AdministrationFault(
                .invalid,
                "--tier “\(tier?.prefix(64) ?? "")” is the usual tier or none; write flex, priority or batch."
            )
        }
        guard inputOver == nil || threshold != nil else {
            throw AdministrationFault(.invalid, "--input-over takes a number of tokens.")
        }
        guard hours == nil || window != nil else {
            throw AdministrationFault(
                .invalid,
                "--hours “\(hours?.prefix(64) ?? "")” can't be read; write 00:30-16:30, in UTC.")
        }
        return RateCase(tier: named, threshold: threshold, window: window, rates: Rates())
    }

    /// The rates that were given; `nil` for free.
    ///
    /// - Parameter isWhole: Are input and output to be among them?
    private func rates(isWhole: Bool) throws(AdministrationFault) -> Rates? {
        var rates = Rates()
        rates.freshInput = try rate(input, "--input")
        rates.visibleOutput = try rate(output, "--output")
        rates.cacheRead = try rate(cacheRead, "--cache-read")
        rates.cacheWrite5m = try rate(cacheWrite5m, "--cache-write-5m")
        rates.cacheWrite1h = try rate(cacheWrite1h, "--cache-write-1h")
        for (option, meter) in Self.otherMeters {
            rates[meter] = try rate(others?[option], "--\(option)")
        }
        guard free else {
            guard isWhole ? rates.freshInput != nil && rates.visibleOutput != nil : !rates.isEmpty
            else {
                throw AdministrationFault(
                    .invalid,
                    "A price needs --input and --output, in dollars for a million tokens, or --free."
                )
            }
            return rates
        }
        guard rates.isEmpty, isWhole else {
            throw AdministrationFault(
                .invalid,
                "--free and rates or conditions exclude each other; leave out one of them.")
        }
        return nil
    }

    private func rate(_ text: String?, _ option: String) throws(AdministrationFault) -> Rate? {
        guard let text else { return nil }
        guard let rate = Rate(dollarsPerMillion: text) else {
            throw AdministrationFault(
                .invalid,
                "\(option) “\(text.prefix(64))” is no amount; write dollars such as 2.50, with at most nine decimals."
            )
        }
        return rate
    }
}
