import Vocabulary

/// One entry of the price book: what a model costs, at an upstream, at a provider or anywhere, from a moment on.
package struct Price: Hashable, Sendable {
    /// Where an entry comes from. What an operator set beats what was imported, which beats what
    /// was shipped.
    package enum Source: String, CaseIterable, Sendable {
        case set, `import`, shipped
    }

    /// The number by which the ledger names this entry for ever.
    package let number: Int64
    /// Names of models at the provider.
    package let glob: Glob
    /// The upstream's number; `nil` for any.
    package let upstream: Int64?
    /// The provider whose upstreams it holds for, such as `openai`; `nil` for any.
    package let provider: String?
    /// The first moment it applies.
    package let from: Timestamp
    /// Costs nothing, by decision: every meter is charged at zero.
    package let isFree: Bool
    /// Empty when free.
    package let rates: Rates
    /// Other rates under conditions.
    package let cases: [RateCase]
    /// Where it comes from.
    package let source: Source
    /// Who says so and when, such as `genai-prices, 2026-08-21`; `nil` for what an operator set.
    package let origin: String?
    /// The discount or surcharge on top of it; `nil` for none.
    package var factor: PriceFactor?
    /// The same for calls that single keys serve, by the key's number.
    package var keyFactors: [Int64: PriceFactor] = [:]

    package init(
        number: Int64, glob: Glob, upstream: Int64?, provider: String? = nil, from: Timestamp,
        isFree: Bool, rates: Rates, cases: [RateCase] = [], source: Source, origin: String? = nil
    ) {
        self.number = number
        self.glob = glob
        self.upstream = upstream
        self.provider = provider
        self.from = from
        self.isFree = isFree
        self.rates = rates
        self.cases = cases
        self.source = source
        self.origin = origin
    }

    /// The case that holds for a call, `nil` where the entry's own rates do.
    ///
    /// - Parameters:
    ///   - usage: Its input, with what caches read and wrote, decides on the threshold.
    ///   - tier: The tier that served, in the provider's words.
    ///   - moment: When the call began.
    package func rateCase(
        for usage: TokenUsage, tier: String? = nil,
        at moment: Timestamp = Timestamp(milliseconds: 0)
    ) -> RateCase? {
        guard !cases.isEmpty else { return nil }
        let (input, tier) = (usage.inputTokens, ServiceTier.named(tier))
        // A tier without rates of its own is charged as the usual one.
        let known = tier.isEmpty || !cases.contains { $0.tier == tier } ? "" : tier
        var best: RateCase?
        for rateCase in cases
        where rateCase.tier == known && input >= rateCase.threshold?.tokensMin ?? 0
            && rateCase.window?.contains(moment) ?? true
        {
            if best.map({ rateCase.isMoreSpecific(than: $0) }) ?? true { best = rateCase }
        }
        return best
    }

    /// Does it hold at an upstream, of a provider if it is known to be one's?
    package func holds(at upstream: Int64, of provider: String?) -> Bool {
        self.upstream.map { $0 == upstream } ?? (self.provider == nil || self.provider == provider)
    }

    /// The price of a call that a key serves.
    package func served(by key: Int64?) -> Price {
        guard !keyFactors.isEmpty, let key, let own = keyFactors[key] else { return self }
        var price = self
        price.factor = own
        return price
    }

    /// Has the provider's tier rates here? One that it has none for is charged as the usual tier.
    package func hasRates(forTier tier: String?) -> Bool {
        let tier = ServiceTier.named(tier)
        return tier.isEmpty || isFree || cases.contains { $0.tier == tier }
    }

    /// What an attempt costs: summed exactly, multiplied by the factor, divided and rounded once, half up, to the
    /// nano-dollar.
    ///
    /// - Throws: `.unpriced` for a meter that was used and has no rate, `.negative`, `.tooLarge`.
    package func cost(
        of usage: TokenUsage, tier: String? = nil, at moment: Timestamp = Timestamp(milliseconds: 0)
    ) throws(PricingFault) -> NanoUSD {
        guard !cases.isEmpty else {
            return try Self.rounded(
                try Self.scaledCost(of: usage, rates, isFree: isFree), .halfUp, factor)
        }
        let applicable = rates.overlaid(by: rateCase(for: usage, tier: tier, at: moment)?.rates)
        return try Self.rounded(
            try Self.scaledCost(of: usage, applicable, isFree: isFree), .halfUp, factor)
    }

    /// What is charged for an attempt: its cost, or where images or searches have no rate, that of all else.
    ///
    /// - Throws: `.unpriced` for tokens without a rate, `.negative`, `.tooLarge`.
    package func charge(
        for usage: TokenUsage, tier: String?, at moment: Timestamp
    ) throws(PricingFault) -> (cost: NanoUSD, isWhole: Bool) {
        do throws(PricingFault) {
            return (try cost(of: usage, tier: tier, at: moment), true)
        } catch {
            guard case .unpriced = error.code else { throw error }
            var counted = usage
            (counted.images, counted.searches) = (0, 0)
            return (try cost(of: counted, tier: tier, at: moment), false)
        }
    }

    /// What prompt caches saved: the cost if all cached input were fresh, less the cost. Below zero where writes cost more
    /// than reads saved; `nil` when no cache was used.
    ///
    /// - Throws: As `cost(of:)`.
    package func cacheSaved(
        _ usage: TokenUsage, cost: NanoUSD, tier: String? = nil,
        at moment: Timestamp = Timestamp(milliseconds: 0)
    ) throws(PricingFault) -> Int64? {
        let cached = usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
        guard cached != 0, !isFree, rates.freshInput != nil else { return nil }
        var uncached = usage
        uncached.freshInput += cached
        (uncached.cacheRead, uncached.cacheWrite5m, uncached.cacheWrite1h) = (0, 0, 0)
        return try self.cost(of: uncached, tier: tier, at: moment).nanoUSD - cost.nanoUSD
    }

    /// What an attempt costs at most, for a hold: every byte of the input as one token at the
    /// dearest input rate of any case that may come to hold, every token of output at the dearest output rate, rounded
    /// up.
    ///
    /// - Parameters:
    ///   - inputBytes: The size of all that the provider reads as text, zero or more.
    ///   - outputTokensMax: The bound of the output over all its choices, zero or more.
    ///   - tier: The tier that was asked for by name, where no other than that and the usual one may serve; `nil` for
    ///     whichever.
    ///   - moment: When the call began; `nil` for any time of day.
    /// - Throws: `.unpriced` if input or output can't be charged though the call may have some,
    ///   `.negative`, `.tooLarge`.
    package func holdCost(
        inputBytes: Int, outputTokensMax: Int64, tier: String? = nil, at moment: Timestamp? = nil
    ) throws(PricingFault) -> NanoUSD {
        guard inputBytes >= 0 else { throw Self.negative(.freshInput) }
        guard outputTokensMax >= 0 else { throw Self.negative(.visibleOutput) }
        if isFree { return .zero }
        var (input, output) = (rates.dearestInput, rates.dearestOutput)
        if !cases.isEmpty {
            let only = tier.map { ServiceTier.named($0) }
            for rateCase in cases
            where rateCase.threshold?.tokensMin ?? 0 <= inputBytes
                && (only == nil || rateCase.tier.isEmpty || rateCase.tier == only)
                && moment.map({ rateCase.window?.contains($0) ?? true }) ?? true
            {
                let other = rates.overlaid(by: rateCase.rates)
                input = [input, other.dearestInput].compactMap { $0 }.max()
                output = [output, other.dearestOutput].compactMap { $0 }.max()
            }
        }
        var sum: Int128 = 0
        if inputBytes > 0 {
            guard let rate = input else { throw .unpriced(.freshInput) }
            sum += Int128(inputBytes) * Int128(rate.nanoUSDPerMillion)
        }
        if outputTokensMax > 0 {
            guard let rate = output else { throw .unpriced(.visibleOutput) }
            sum += Int128(outputTokensMax) * Int128(rate.nanoUSDPerMillion)
        }
        return try Self.rounded(sum, .up, dearestFactor)
    }

    /// The steps of the cost, one line for each meter that was used, in the order of `Meter`.
    ///
    /// - Throws: As `cost(of:)`; the lines' products sum to its amount before factor and rounding.
    package func arithmetic(
        of usage: TokenUsage, tier: String? = nil, at moment: Timestamp = Timestamp(milliseconds: 0)
    ) throws(PricingFault) -> [ArithmeticLine] {
        let applicable = rates.overlaid(by: rateCase(for: usage, tier: tier, at: moment)?.rates)
        var lines: [ArithmeticLine] = []
        for meter in Meter.allCases where usage[meter] != 0 {
            let (rate, source) = try Self.rate(of: meter, applicable, isFree: isFree)
            let product = try Self.product(usage[meter], rate, meter)
            lines.append(
                ArithmeticLine(
                    meter: meter, units: usage[meter], rate: rate, rateOf: source, scaled: product))
        }
        return lines
    }

    /// No call costs more than a million dollars: sums of many stay far within 64 bits.
    static let nanoUSDMax: Int64 = 1_000_000_000_000_000

    /// Nano-dollars times one million.
    private static func scaledCost(
        of usage: TokenUsage, _ rates: Rates, isFree: Bool
    ) throws(PricingFault) -> Int128 {
        var sum: Int128 = 0
        func add(_ units: Int64, _ meter: Meter) throws(PricingFault) {
            guard units != 0 else { return }
            let rate = try Self.rate(of: meter, rates, isFree: isFree).rate
            let product = try Self.product(units, rate, meter)
            let (next, overflow) = sum.addingReportingOverflow(product)
            guard !overflow else { throw Self.tooLarge }
            sum = next
        }
        try add(usage.freshInput, .freshInput)
        try add(usage.cacheRead, .cacheRead)
        try add(usage.cacheWrite5m, .cacheWrite5m)
        try add(usage.cacheWrite1h, .cacheWrite1h)
        try add(usage.visibleOutput, .visibleOutput)
        try add(usage.reasoning, .reasoning)
        try add(usage.audioInput, .audioInput)
        try add(usage.audioOutput, .audioOutput)
        try add(usage.images, .images)
        try add(usage.searches, .searches)
        return sum
    }

    private static func rate(
        of meter: Meter, _ rates: Rates, isFree: Bool
    ) throws(PricingFault) -> (rate: Rate, source: Meter) {
        if isFree { return (.zero, meter) }
        guard let source = rates.source(of: meter), let rate = rates[source] else {
            throw .unpriced(meter)
        }
        return (rate, source)
    }

    private static func product(_ units: Int64, _ rate: Rate, _ meter: Meter) throws(PricingFault)
        -> Int128
    {
        guard units >= 0 else { throw negative(meter) }
        return Int128(units) * Int128(rate.nanoUSDPerMillion)
    }

    /// The largest of the factors that may come to apply: which key will serve isn't known beforehand.
    private var dearestFactor: PriceFactor? {
        keyFactors.values.reduce(factor) { dearest, other in
            let (over, below) = dearest.map { ($0.numerator, $0.denominator) } ?? (1, 1)
            return other.numerator * below > over * other.denominator ? other : dearest
        }
    }

    private enum Rounding { case halfUp, up }

    /// The one division: the factor and the rate's million at once.
    private static func rounded(
        _ scaled: Int128, _ rounding: Rounding, _ factor: PriceFactor?
    ) throws(PricingFault) -> NanoUSD {
        let (over, below) = factor.map { (Int128($0.numerator), Int128($0.denominator)) } ?? (1, 1)
        let divisor = below * 1_000_000
        let (product, tooLarge) = scaled.multipliedReportingOverflow(by: over)
        let (sum, overflow) = product.addingReportingOverflow(
            rounding == .up ? divisor - 1 : divisor / 2)
        guard !tooLarge, !overflow, let nano = Int64(exactly: sum / divisor),
            nano <= nanoUSDMax
        else { throw Self.tooLarge }
        return NanoUSD(nano)
    }

    private static let tooLarge = PricingFault(
        .tooLarge, "The cost of one call is beyond a million dollars. Check bounds and rates.")

    private static func negative(_ meter: Meter) -> PricingFault {
        PricingFault(.negative(meter), "A count of \(meter.rawValue) is negative.")
    }
}
