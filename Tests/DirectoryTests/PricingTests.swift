import Pricing
import Testing
import Vocabulary

@Suite struct `The price of an attempt` {
    /// Rates in dollars for a million tokens: input, output, cache read, five-minute and one-hour
    /// writes.
    private func price(
        _ input: String?, _ output: String?, read: String? = nil, write5m: String? = nil,
        write1h: String? = nil
    ) throws -> Price {
        var rates = Rates()
        rates.freshInput = input.flatMap { Rate(dollarsPerMillion: $0) }
        rates.visibleOutput = output.flatMap { Rate(dollarsPerMillion: $0) }
        rates.cacheRead = read.flatMap { Rate(dollarsPerMillion: $0) }
        rates.cacheWrite5m = write5m.flatMap { Rate(dollarsPerMillion: $0) }
        rates.cacheWrite1h = write1h.flatMap { Rate(dollarsPerMillion: $0) }
        return Price(
            number: 1, glob: try #require(Glob("*")), upstream: nil,
            from: Timestamp(milliseconds: 0),
            isFree: false, rates: rates, source: .set)
    }

    private func usage(_ units: [Meter: Int64]) -> TokenUsage {
        var usage = TokenUsage()
        for (meter, count) in units { usage[meter] = count }
        return usage
    }

    @Test func `of ten tokens at 0.02 is 200 nano-dollars, not zero`() throws {
        let cost = try price("0.02", nil).cost(of: usage([.freshInput: 10]))
        #expect(cost == NanoUSD(200))
    }

    /// BerriAI/litellm#9812: Claude 3.7 Sonnet, where the console of the provider says 0.05439.
    @Test func `counts cache writes once`() throws {
        let sonnet = try price("3", "15", read: "0.30", write5m: "3.75", write1h: "6")
        let cost = try sonnet.cost(
            of: usage([.freshInput: 3, .cacheWrite5m: 12_304, .visibleOutput: 550]))
        #expect(cost.dollars == "0.054399")
    }

    /// BerriAI/litellm#14849: Gemini 2.5 Pro, 262,960 of prompt of which 257,955 are cached, 0.1849
    /// by the price page.
    @Test func `counts cached input once`() throws {
        let gemini = try price("1.25", "10", read: "0.625")
        let cost = try gemini.cost(
            of: usage([.freshInput: 262_960 - 257_955, .cacheRead: 257_955, .visibleOutput: 1744]))
        #expect(cost.dollars == "0.184918125")
    }

    /// pydantic/logfire#1316: gpt-5-mini with reasoning, 0.000584 by the price page.
    @Test func `charges reasoning as output`() throws {
        let mini = try price("0.25", "2", read: "0.025")
        let cost = try mini.cost(
            of: usage([.freshInput: 538, .cacheRead: 2208, .visibleOutput: 133, .reasoning: 64]))
        #expect(cost.dollars == "0.0005837")
    }

    @Test(arguments: [
        (499, 0), (500, 1), (501, 1), (1_499, 1), (1_500, 2), (999_999_499, 999_999),
        (999_999_500, 1_000_000),
    ])
    func `is rounded half up`(thousandthsOfNano: Int64, nano: Int64) throws {
        // One unit at a rate of r nano-dollars a million costs r millionths of a nano-dollar.
        let cost = try price(
            Rate(nanoUSDPerMillion: thousandthsOfNano * 1000)?.dollarsPerMillion, nil
        )
        .cost(of: usage([.freshInput: 1]))
        #expect(cost == NanoUSD(nano))
    }

    @Test func `is rounded once, after the sum`() throws {
        // Three thirds of what would each round to zero.
        let thin = try price("0.0000004", "0.0000004", read: "0.0000004")
        let cost = try thin.cost(
            of: usage([.freshInput: 1000, .cacheRead: 1000, .visibleOutput: 1000]))
        #expect(cost == NanoUSD(1))
        #expect(try thin.cost(of: usage([.freshInput: 1000])) == NanoUSD(0))
    }

    @Test(arguments: [
        (Meter.reasoning, "20"), (.audioOutput, "20"), (.cacheRead, "10"), (.cacheWrite5m, "10"),
        (.cacheWrite1h, "10"), (.audioInput, "10"), (.freshInput, "10"), (.visibleOutput, "20"),
    ])
    func `takes another meter's rate where one is missing`(meter: Meter, dollars: String) throws {
        let cost = try price("10", "20").cost(of: usage([meter: 1_000_000]))
        #expect(cost == NanoUSD(dollars: dollars))
    }

    @Test func `takes the shorter cache write's rate for the longer one`() throws {
        let cost = try price("10", "20", write5m: "12.5").cost(
            of: usage([.cacheWrite1h: 1_000_000]))
        #expect(cost == NanoUSD(dollars: "12.5"))
    }

    /// AC-25.
    @Test(arguments: [Meter.images, .searches])
    func `is unknown for what isn't a token and has no rate`(meter: Meter) throws {
        let full = try price("10", "20")
        #expect(throws: PricingFault.self) { try full.cost(of: usage([meter: 1])) }
        let fault = #expect(throws: PricingFault.self) {
            try full.arithmetic(of: usage([meter: 1]))
        }
        #expect(fault?.code == .unpriced(meter))
    }

    @Test func `is unknown without a rate for output that was used, and known for an embedding`()
        throws
    {
        let embedding = try price("0.02", nil)
        #expect(try embedding.cost(of: usage([.freshInput: 1_000_000])).dollars == "0.02")
        let fault = #expect(throws: PricingFault.self) {
            try embedding.cost(of: usage([.visibleOutput: 1]))
        }
        #expect(fault?.code == .unpriced(.visibleOutput))
    }

    @Test func `refuses negative counts and more than a million dollars`() throws {
        let dear = try price("1000000", "1")
        #expect(
            #expect(throws: PricingFault.self) { try dear.cost(of: usage([.freshInput: -1])) }?.code
                == .negative(.freshInput))
        #expect(
            #expect(throws: PricingFault.self) { try dear.cost(of: usage([.freshInput: .max])) }?
                .code == .tooLarge)
        #expect(
            try dear.cost(of: usage([.freshInput: 1_000_000])) == NanoUSD(dollars: "1000000"))
        #expect(
            #expect(throws: PricingFault.self) {
                try dear.cost(of: usage([.freshInput: 1_000_001]))
            }?.code == .tooLarge)
    }

    @Test func `survives the largest counts and rates there are`() throws {
        var rates = Rates()
        var spent = TokenUsage()
        for meter in Meter.allCases {
            rates[meter] = Rate(nanoUSDPerMillion: .max)
            spent[meter] = .max
        }
        let dearest = Price(
            number: 1, glob: try #require(Glob("*")), upstream: nil,
            from: Timestamp(milliseconds: 0), isFree: false, rates: rates, source: .set)
        let cost = #expect(throws: PricingFault.self) { try dearest.cost(of: spent) }
        #expect(cost?.code == .tooLarge)
        let hold = #expect(throws: PricingFault.self) {
            try dearest.holdCost(inputBytes: .max, outputTokensMax: .max)
        }
        #expect(hold?.code == .tooLarge)
    }

    @Test func `is zero for every meter when free`() throws {
        let free = Price(
            number: 1, glob: try #require(Glob("*")), upstream: nil,
            from: Timestamp(milliseconds: 0),
            isFree: true, rates: Rates(), source: .set)
        for meter in Meter.allCases { #expect(try free.cost(of: usage([meter: .max])) == .zero) }
        #expect(try free.holdCost(inputBytes: .max, outputTokensMax: .max) == .zero)
    }

    @Test func `is explained by lines that sum to it`() throws {
        let sonnet = try price("3", "15", read: "0.30", write5m: "3.75")
        let spent = usage([
            .freshInput: 3, .cacheWrite5m: 12_304, .cacheWrite1h: 7, .reasoning: 50,
            .visibleOutput: 500,
        ])
        let lines = try sonnet.arithmetic(of: spent)
        #expect(
            lines.map(\.text) == [
                "3 × 3.00 / 1000000 = 0.000009",
                "12304 × 3.75 / 1000000 = 0.04614",
                "7 × 3.75 / 1000000 = 0.00002625",
                "500 × 15.00 / 1000000 = 0.0075",
                "50 × 15.00 / 1000000 = 0.00075",
            ])
        #expect(
            lines.map(\.rateOf) == [
                .freshInput, .cacheWrite5m, .cacheWrite5m, .visibleOutput, .visibleOutput,
            ])
        let sum = lines.reduce(Int128(0)) { $0 + $1.scaled }
        #expect(NanoUSD(Int64((sum + 500_000) / 1_000_000)) == (try sonnet.cost(of: spent)))
    }

    @Test func `is held at the dearest rates, rounded up`() throws {
        let sonnet = try price("3", "15", read: "0.30", write5m: "3.75", write1h: "6")
        #expect(
            try sonnet.holdCost(inputBytes: 1_000_000, outputTokensMax: 1_000_000)
                == NanoUSD(dollars: "21"))
        #expect(
            try price("0.0000001", "1").holdCost(inputBytes: 1, outputTokensMax: 0) == NanoUSD(1))
        #expect(try price("0.02", nil).holdCost(inputBytes: 10, outputTokensMax: 0) == NanoUSD(200))
        let fault = #expect(throws: PricingFault.self) {
            try price("0.02", nil).holdCost(inputBytes: 10, outputTokensMax: 1)
        }
        #expect(fault?.code == .unpriced(.visibleOutput))
    }

    @Test func `never exceeds its hold when the usage keeps the bounds`() throws {
        var random = Seeded(state: 7)
        for _ in 0..<2000 {
            func rate() -> String {
                DecimalText.text(
                    Int64.random(in: 0...50_000_000_000, using: &random), decimals: 9,
                    decimalsMin: 0)
            }
            let any = try price(
                rate(), rate(), read: rate(), write5m: rate(),
                write1h: Bool.random(using: &random) ? rate() : nil)
            var spent = TokenUsage()
            for meter in [
                Meter.freshInput, .cacheRead, .cacheWrite5m, .cacheWrite1h, .visibleOutput,
                .reasoning,
            ] {
                spent[meter] = Int64.random(in: 0...2_000_000, using: &random)
            }
            let hold = try any.holdCost(
                inputBytes: Int(spent.inputTokens), outputTokensMax: spent.outputTokens)
            #expect(try any.cost(of: spent) <= hold)
        }
    }

    @Test(arguments: [
        "-1", "1e3", "", ".", "1.", ".5", "0.0000000001", "9223372037", "1,5", " 1", "+1", "٣",
    ])
    func `rate is refused when it isn't an exact decimal`(text: String) {
        #expect(Rate(dollarsPerMillion: text) == nil)
    }
}

/// Random numbers that are the same in every run (SplitMix64, Steele, Lea and Flood 2014).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
