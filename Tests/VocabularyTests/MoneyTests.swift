import Testing

@testable import Vocabulary

@Suite struct `An amount of money` {
    @Test(
        arguments: [
            ("0", 0), ("0.00", 0), ("1", 1_000_000_000), ("12.50", 12_500_000_000),
            ("0.000000001", 1),
            ("000.5", 500_000_000), ("0.00042", 420_000), ("9223372036.854775807", .max),
        ] as [(String, Int64)])
    func `is read exactly`(text: String, nano: Int64) {
        #expect(NanoUSD(dollars: text) == NanoUSD(nano))
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1.2.3", "1e3", " 1", "1 ", "1,5", "0x1", "1_000", "٣",
        "1.0000000000",
        "9223372036.854775808", "99999999999999999999", "NaN", "inf", "1\u{301}", "$1",
    ])
    func `is nothing else`(text: String) { #expect(NanoUSD(dollars: text) == nil) }

    @Test(
        arguments: [
            (0, "0.00"), (1, "0.000000001"), (-1, "-0.000000001"), (420_000, "0.00042"),
            (12_500_000_000, "12.50"),
            (100_000_000_000, "100.00"), (-500_000_000, "-0.50"), (1_230_000_000, "1.23"),
            (.max, "9223372036.854775807"), (.min, "-9223372036.854775808"),
        ] as [(Int64, String)])
    func `is written with all it has`(nano: Int64, text: String) {
        #expect(NanoUSD(nano).dollars == text)
        if nano >= 0 { #expect(NanoUSD(dollars: text) == NanoUSD(nano)) }
    }

    @Test func `comes back as it was written`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let amount = NanoUSD(
                Int64.random(in: 0...Int64.max >> Int64.random(in: 0..<63), using: &random))
            #expect(NanoUSD(dollars: amount.dollars) == amount)
        }
    }

    @Test func `adds up or says that it can't`() {
        #expect(NanoUSD(2).adding(NanoUSD(3)) == NanoUSD(5))
        #expect(NanoUSD(.max).adding(NanoUSD(1)) == nil)
        #expect(NanoUSD(.min).adding(NanoUSD(-1)) == nil)
        #expect(NanoUSD(.max).adding(.zero) == NanoUSD(.max))
        #expect(NanoUSD(-1) < .zero)
    }
}

@Suite struct `A decimal number as text` {
    @Test(arguments: [("7", 0, 7), ("7.5", 1, 75), ("7", 3, 7000)] as [(String, Int, Int64)])
    func `is scaled`(text: String, decimals: Int, value: Int64) {
        #expect(DecimalText.scaled(text, decimals: decimals) == value)
    }

    @Test(arguments: [("7.5", 0), ("7.55", 1), ("7.", 0)])
    func `keeps to its decimals`(text: String, decimals: Int) {
        #expect(DecimalText.scaled(text, decimals: decimals) == nil)
    }

    @Test(arguments: [
        (75, 1, 0, "7.5"), (70, 1, 0, "7"), (70, 1, 1, "7.0"), (7, 0, 0, "7"), (0, 3, 0, "0"),
    ])
    func `has no zeros too many`(value: Int64, decimals: Int, decimalsMin: Int, text: String) {
        #expect(DecimalText.text(value, decimals: decimals, decimalsMin: decimalsMin) == text)
    }
}

@Suite struct `Usage` {
    @Test(arguments: Meter.allCases) func `keeps each meter apart`(meter: Meter) {
        var usage = TokenUsage()
        usage[meter] = 5
        for other in Meter.allCases { #expect(usage[other] == (other == meter ? 5 : 0)) }
        let isInput = [Meter.freshInput, .cacheRead, .cacheWrite5m, .cacheWrite1h, .audioInput]
            .contains(meter)
        let isOutput = [Meter.visibleOutput, .reasoning, .audioOutput].contains(meter)
        #expect(usage.inputTokens == (isInput ? 5 : 0))
        #expect(usage.outputTokens == (isOutput ? 5 : 0))
    }

    @Test func `sums up without ending the process, whatever a provider reports`() {
        var usage = TokenUsage()
        for meter in Meter.allCases { usage[meter] = .max }
        #expect(usage.inputTokens == .max)
        #expect(usage.outputTokens == .max)
    }

    @Test func `has names that the database knows`() {
        #expect(
            Meter.allCases.map(\.rawValue) == [
                "fresh_input", "cache_read", "cache_write_5m", "cache_write_1h", "visible_output",
                "reasoning",
                "audio_input", "audio_output", "images", "searches",
            ])
        #expect(UsageSource.allCases.map(\.rawValue) == ["reported", "estimated", "none"])
        #expect(
            Dialect.allCases.map(\.rawValue) == [
                "openai-chat", "openai-responses", "anthropic", "gemini",
            ])
    }
}
