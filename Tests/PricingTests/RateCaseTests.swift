import Pricing
import Testing
import Vocabulary

@Suite struct `A price with conditions` {
    private static let noon = Timestamp("2026-11-02T12:00:00Z") ?? Timestamp(milliseconds: 0)

    private static func rates(_ input: String, _ output: String, read: String? = nil) -> Rates {
        var rates = Rates()
        rates.freshInput = Rate(dollarsPerMillion: input)
        rates.visibleOutput = Rate(dollarsPerMillion: output)
        rates.cacheRead = read.flatMap { Rate(dollarsPerMillion: $0) }
        return rates
    }

    /// gpt-5.6-sol of August 2026.
    private func sol() throws -> Price {
        let long = try #require(InputThreshold(tokens: 272_000, startsAt: false))
        return Price(
            number: 1, glob: try #require(Glob("sol")), upstream: nil, provider: "openai",
            from: Timestamp(milliseconds: 0), isFree: false,
            rates: Self.rates("5", "30", read: "0.5"),
            cases: [
                RateCase(threshold: long, rates: Self.rates("10", "45", read: "1")),
                RateCase(tier: "flex", rates: Self.rates("2.5", "15", read: "0.25")),
                RateCase(
                    tier: "flex", threshold: long, rates: Self.rates("5", "22.5", read: "0.5")),
                RateCase(tier: "priority", rates: Self.rates("10", "60", read: "1")),
            ], source: .shipped)
    }

    private func usage(_ fresh: Int64, _ read: Int64, _ output: Int64) -> TokenUsage {
        var usage = TokenUsage()
        (usage.freshInput, usage.cacheRead, usage.visibleOutput) = (fresh, read, output)
        return usage
    }

    /// At the threshold, and one over it: cached tokens count, and the whole call changes.
    @Test(
        arguments: [
            (271_999, 0, nil, "1.359995"), (272_000, 0, nil, "1.36"), (272_001, 0, nil, "2.72001"),
            (1, 272_000, nil, "0.27201"), (1, 271_999, nil, "0.1360045"),
            (10, 0, "flex", "0.000025"), (272_001, 0, "flex", "1.360005"),
            (10, 0, "priority", "0.0001"), (272_001, 0, "priority", "2.72001"),
            (10, 0, "default", "0.00005"), (10, 0, "standard", "0.00005"),
            (10, 0, "SERVICE_TIER_FLEX", "0.000025"), (10, 0, "scale", "0.00005"),
            (10, 0, "unheard-of", "0.00005"),
        ] as [(Int64, Int64, String?, String)])
    func `goes by the whole input and by the tier that served`(
        fresh: Int64, read: Int64, tier: String?, dollars: String
    ) throws {
        let cost = try sol().cost(of: usage(fresh, read, 0), tier: tier, at: Self.noon)
        #expect(cost.dollars == dollars)
    }

    @Test func `starts at its threshold where it says so`() throws {
        let at = try #require(InputThreshold(">=200000"))
        let price = Price(
            number: 1, glob: try #require(Glob("m")), upstream: nil,
            from: Timestamp(milliseconds: 0), isFree: false, rates: Self.rates("1", "1"),
            cases: [RateCase(threshold: at, rates: Self.rates("2", "2"))], source: .set)
        #expect(try price.cost(of: usage(199_999, 0, 0)).dollars == "0.199999")
        #expect(try price.cost(of: usage(200_000, 0, 0)).dollars == "0.40")
        #expect(at.description == "of 200000 or more")
    }

    @Test(arguments: [
        ("2026-11-02T00:29:59.999Z", "0.000135"), ("2026-11-02T00:30:00Z", "0.00027"),
        ("2026-11-02T16:29:59.999Z", "0.00027"), ("2026-11-02T16:30:00Z", "0.000135"),
    ])
    func `goes by the time of day`(moment: String, dollars: String) throws {
        let price = Price(
            number: 1, glob: try #require(Glob("deepseek-chat")), upstream: nil,
            from: Timestamp(milliseconds: 0), isFree: false, rates: Self.rates("0.135", "0.55"),
            cases: [
                RateCase(
                    window: try #require(DayWindow("00:30-16:30")), rates: Self.rates("0.27", "1.1")
                )
            ], source: .shipped)
        let cost = try price.cost(of: usage(1_000, 0, 0), at: try #require(Timestamp(moment)))
        #expect(cost.dollars == dollars)
    }

    @Test func `goes over midnight`() throws {
        let night = try #require(DayWindow("22:00-06:00"))
        #expect(night.contains(try #require(Timestamp("2026-11-02T23:00:00Z"))))
        #expect(night.contains(try #require(Timestamp("2026-11-02T05:59:59Z"))))
        #expect(!night.contains(try #require(Timestamp("2026-11-02T06:00:00Z"))))
        #expect(DayWindow("06:00-06:00") == nil && DayWindow("6-7") == nil)
    }

    /// AC-07: a long prompt holds at the rates of long prompts.
    @Test func `holds the dearest that may come to be`() throws {
        let sol = try sol()
        #expect(try sol.holdCost(inputBytes: 1_000, outputTokensMax: 1_000).dollars == "0.07")
        #expect(
            try sol.holdCost(inputBytes: 1_000, outputTokensMax: 1_000, tier: "default").dollars
                == "0.035")
        #expect(
            try sol.holdCost(inputBytes: 1_000, outputTokensMax: 1_000, tier: "flex").dollars
                == "0.035", "flex may be served as the usual tier")
        #expect(
            try sol.holdCost(inputBytes: 300_000, outputTokensMax: 0, tier: "default").dollars
                == "3.00")
    }

    @Test func `never costs more than its hold, in any case of the shipped book`() throws {
        let book = try ShippedBook.prices()
        var random = SystemRandomNumberGenerator()
        let tiers = [nil, "flex", "priority", "batch", "fast", "us", "default"]
        for price in book {
            for _ in 0..<8 {
                let bytes = Int.random(in: 1...600_000, using: &random)
                let output = Int64.random(in: 0...100_000, using: &random)
                let read = Int64.random(in: 0...Int64(bytes), using: &random)
                let written = Int64.random(in: 0...(Int64(bytes) - read), using: &random)
                var usage = usage(Int64(bytes) - read - written, read, output)
                usage.cacheWrite1h = written
                guard price.rates.visibleOutput != nil || price.isFree || output == 0 else {
                    continue
                }
                let tier = tiers.randomElement(using: &random) ?? nil
                let cost = try price.cost(of: usage, tier: tier, at: Self.noon)
                let hold = try price.holdCost(
                    inputBytes: bytes, outputTokensMax: output, at: Self.noon)
                #expect(cost <= hold, "\(price.glob) \(tier ?? "")")
            }
        }
    }

    @Test func `takes a discount before the one rounding`() throws {
        var price = try sol()
        price.factor = PriceFactor(number: 7, numerator: 7, denominator: 8)
        #expect(try price.cost(of: usage(1, 0, 0)).nanoUSD == 4_375)
        // 3 × 0.5 / 1,000,000 × 1/3 rounds once: half a nano-dollar up.
        price.factor = PriceFactor(numerator: 1, denominator: 3_000)
        #expect(try price.cost(of: usage(0, 3, 0)).nanoUSD == 1)
        #expect(try price.holdCost(inputBytes: 1, outputTokensMax: 0).nanoUSD == 4)
    }

    @Test(arguments: [
        ("12.5%", true, "7/8"), ("10", true, "9/10"), ("100%", true, "0/1"), ("25%", false, "5/4"),
        ("0.0001", false, "1000001/1000000"),
    ])
    func `reads percentages as fractions`(text: String, isTakenOff: Bool, fraction: String) {
        let made = PriceFactor(percent: text, isTakenOff: isTakenOff)?.text
        #expect(made == fraction || fraction.hasPrefix("1000001") && made == nil)
    }

    @Test(arguments: ["101%", "-5", "x", "1e2", "0.00001"])
    func `refuses percentages that are none`(text: String) {
        #expect(PriceFactor(percent: text, isTakenOff: true) == nil)
    }
}
