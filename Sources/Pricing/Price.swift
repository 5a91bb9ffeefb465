import Vocabulary

/// One entry of the price book: what a model costs, at an upstream or anywhere, from a moment on.
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
    /// The first moment it applies.
    package let from: Timestamp
    /// Costs nothing, by decision: every meter is charged at zero.
    package let isFree: Bool
    /// Empty when free.
    package let rates: Rates
    /// Where it comes from.
    package let source: Source

    package init(
        number: Int64, glob: Glob, upstream: Int64?, from: Timestamp, isFree: Bool, rates: Rates,
        source: Source
    ) {
        self.number = number
        self.glob = glob
        self.upstream = upstream
        self.from = from
        self.isFree = isFree
        self.rates = rates
        self.source = source
    }

    /// What an attempt costs: summed exactly, divided and rounded once, half up, to the
    /// nano-dollar.
    ///
    /// - Throws: `.unpriced` for a meter that was used and has no rate, `.negative`, `.tooLarge`.
    package func cost(of usage: TokenUsage) throws(PricingFault) -> NanoUSD {
        try Self.nanoUSD(try scaledCost(of: usage), adding: 500_000)
    }

    /// What an attempt costs at most, for a hold: every byte of the input as one token at the
    /// dearest input rate, every token of output at the dearest output rate, rounded up.
    ///
    /// - Parameters:
    ///   - inputBytes: The size of all that the provider reads as text, zero or more.
    ///   - outputTokensMax: The bound of the output over all its choices, zero or more.
    /// - Throws: `.unpriced` if input or output can't be charged though the call may have some,
    ///   `.negative`, `.tooLarge`.
    package func holdCost(inputBytes: Int, outputTokensMax: Int64) throws(PricingFault) -> NanoUSD {
        guard inputBytes >= 0 else { throw Self.negative(.freshInput) }
        guard outputTokensMax >= 0 else { throw Self.negative(.visibleOutput) }
        if isFree { return .zero }
        let input = [
            rates.freshInput, rates.cacheRead, rates.cacheWrite5m, rates.cacheWrite1h,
            rates.audioInput,
        ]
        let output = [rates.visibleOutput, rates.reasoning, rates.audioOutput]
        var sum: Int128 = 0
        if inputBytes > 0 {
            guard let rate = input.lazy.compactMap({ $0 }).max() else {
                throw .unpriced(.freshInput)
            }
            sum += Int128(inputBytes) * Int128(rate.nanoUSDPerMillion)
        }
        if outputTokensMax > 0 {
            guard let rate = output.lazy.compactMap({ $0 }).max() else {
                throw .unpriced(.visibleOutput)
            }
            sum += Int128(outputTokensMax) * Int128(rate.nanoUSDPerMillion)
        }
        return try Self.nanoUSD(sum, adding: 999_999)
    }

    /// The steps of the cost, one line for each meter that was used, in the order of `Meter`.
    ///
    /// - Throws: As `cost(of:)`; the lines' products sum to its amount before rounding.
    package func arithmetic(of usage: TokenUsage) throws(PricingFault) -> [ArithmeticLine] {
        var lines: [ArithmeticLine] = []
        for meter in Meter.allCases where usage[meter] != 0 {
            let (rate, source) = try applicable(meter)
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
    private func scaledCost(of usage: TokenUsage) throws(PricingFault) -> Int128 {
        var sum: Int128 = 0
        func add(_ units: Int64, _ meter: Meter) throws(PricingFault) {
            guard units != 0 else { return }
            let product = try Self.product(units, try applicable(meter).rate, meter)
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

    private func applicable(_ meter: Meter) throws(PricingFault) -> (rate: Rate, source: Meter) {
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

    private static func nanoUSD(
        _ scaled: Int128, adding half: Int128
    ) throws(PricingFault) -> NanoUSD {
        let (sum, overflow) = scaled.addingReportingOverflow(half)
        guard !overflow, let nano = Int64(exactly: sum / 1_000_000), nano <= nanoUSDMax else {
            throw tooLarge
        }
        return NanoUSD(nano)
    }

    private static let tooLarge = PricingFault(
        .tooLarge, "The cost of one call is beyond a million dollars. Check bounds and rates.")

    private static func negative(_ meter: Meter) -> PricingFault {
        PricingFault(.negative(meter), "A count of \(meter.rawValue) is negative.")
    }
}
