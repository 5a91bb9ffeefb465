import Embedded
import Foundation
import GRDB
import Pricing
import Storage
import Testing
import Vocabulary

/// The book as it is shipped.
enum ShippedBook {
    static func changes() throws -> [PriceChange] {
        let file = try #require(EmbeddedFile.all(in: "prices").first)
        return try ShippedPrices.changes(in: file.bytes, at: Timestamp(milliseconds: 0))
    }

    /// With numbers of their own.
    static func prices() throws -> [Price] {
        try changes().enumerated().map { index, change in
            Price(
                number: Int64(index + 1), glob: change.glob, upstream: nil,
                provider: change.provider, from: change.from, isFree: change.isFree,
                rates: change.rates, cases: change.cases, source: .shipped, origin: change.origin)
        }
    }
}

@Suite struct `The shipped price book` {
    private func rates(
        _ model: String, at provider: String, on day: String, tier: String? = nil,
        input: Int64 = 1_000
    ) throws -> [String?] {
        let book = PriceBook(try ShippedBook.prices(), providers: [1: provider])
        let moment = try #require(Timestamp(day))
        let price = try #require(book.price(model: model, upstream: 1, at: moment))
        var usage = TokenUsage()
        usage.freshInput = input
        let rates = price.rates.overlaid(
            by: price.rateCase(for: usage, tier: tier, at: moment)?.rates)
        return [rates.freshInput, rates.visibleOutput, rates.cacheRead, rates.cacheWrite5m].map {
            $0?.dollarsPerMillion
        }
    }

    /// Figures of facts/accounting 6, one of each kind.
    @Test(
        arguments: [
            (
                "claude-opus-4-8", "anthropic", "2026-11-01", nil, 1_000,
                ["5.00", "25.00", "0.50", "6.25"]
            ),
            (
                "claude-opus-4-8", "anthropic", "2026-11-01", "fast", 1_000,
                ["10.00", "50.00", "1.00", "12.50"]
            ),
            (
                "claude-opus-4-6", "anthropic", "2026-03-12", nil, 200_001,
                ["10.00", "37.50", "1.00", "12.50"]
            ),
            (
                "claude-opus-4-6", "anthropic", "2026-03-13", nil, 200_001,
                ["5.00", "25.00", "0.50", "6.25"]
            ),
            (
                "claude-sonnet-5", "anthropic", "2026-08-31", nil, 1_000,
                ["2.00", "10.00", "0.20", "2.50"]
            ),
            (
                "claude-sonnet-5", "anthropic", "2026-09-01", nil, 1_000,
                ["3.00", "15.00", "0.30", "3.75"]
            ),
            (
                "gpt-5.6-sol", "openai", "2026-11-01", "priority", 272_001,
                ["20.00", "90.00", "2.00", "25.00"]
            ),
            (
                "gpt-5.6-sol", "openai", "2026-11-01", "flex", 1_000,
                ["2.50", "15.00", "0.25", "3.125"]
            ),
            (
                "gpt-5.6-terra", "openai", "2026-07-29", nil, 1_000,
                ["2.50", "15.00", "0.25", "3.125"]
            ),
            (
                "gpt-5.6-terra", "openai", "2026-07-30", nil, 1_000,
                ["2.00", "12.00", "0.20", "2.50"]
            ),
            (
                "gpt-4.1", "openai", "2026-11-01", "priority", 1_000,
                ["3.50", "14.00", "0.875", nil]
            ),
            ("o3", "openai", "2025-06-09", nil, 1_000, ["10.00", "40.00", "0.50", nil]),
            (
                "gemini-2.5-pro", "google", "2026-11-01", nil, 200_000,
                ["1.25", "10.00", "0.125", nil]
            ),
            (
                "gemini-2.5-pro", "google", "2026-11-01", nil, 200_001,
                ["2.50", "15.00", "0.25", nil]
            ),
            (
                "gemini-3.6-flash", "google", "2027-01-01", nil, 1_000,
                ["1.50", "7.50", "0.15", nil]
            ),
            (
                "deepseek-v4-pro", "deepseek", "2026-11-01", nil, 1_000,
                ["0.435", "0.87", "0.003625", nil]
            ),
            (
                "deepseek-chat", "deepseek", "2026-11-01T12:00:00Z", nil, 1_000,
                ["0.27", "1.10", "0.07", nil]
            ),
            (
                "deepseek-chat", "deepseek", "2026-11-01T17:00:00Z", nil, 1_000,
                ["0.135", "0.55", "0.035", nil]
            ),
            ("grok-4.5", "xai", "2026-11-01", nil, 1_000, ["2.00", "6.00", "0.50", nil]),
            (
                "llama-3.3-70b-versatile", "groq", "2026-11-01", nil, 1_000,
                ["0.59", "0.79", nil, nil]
            ),
            (
                "mistral-large-2512", "mistral", "2026-11-01", nil, 1_000,
                ["0.50", "1.50", "0.05", nil]
            ),
        ] as [(String, String, String, String?, Int64, [String?])])
    func `knows`(
        model: String, provider: String, day: String, tier: String?, input: Int64,
        expected: [String?]
    ) throws {
        let found = try rates(model, at: provider, on: day, tier: tier, input: input)
        #expect(found == expected)
    }

    @Test func `holds only for upstreams of its providers`() throws {
        let book = PriceBook(try ShippedBook.prices(), providers: [1: "openai", 2: "on-device"])
        let moment = try #require(Timestamp("2026-11-01"))
        #expect(book.price(model: "gpt-4o", upstream: 1, at: moment) != nil)
        #expect(book.price(model: "gpt-4o", upstream: 3, at: moment) == nil)
        #expect(book.price(model: "gpt-99", upstream: 1, at: moment) == nil)
        #expect(book.price(model: "claude-opus-5", upstream: 1, at: moment) == nil)
        #expect(book.price(model: "anything", upstream: 2, at: moment)?.isFree == true)
    }

    /// AC-21: every sellable model has a rate for each meter its endpoint emits, or is marked free.
    @Test func `has rates for what is read and written, each with its source and date`() throws {
        for change in try ShippedBook.changes() where !change.isFree {
            #expect(change.rates.freshInput != nil, "\(change.glob)")
            let isEmbedding = ["embed", "moderation", "rerank"].contains {
                change.glob.pattern.contains($0)
            }
            #expect(change.rates.visibleOutput != nil || isEmbedding, "\(change.glob)")
            #expect(
                change.origin?.contains(#/, 20\d\d-\d\d-\d\d$/#) == true,
                "\(change.glob) has no date")
            for rateCase in change.cases {
                #expect(!rateCase.condition.isEmpty && !rateCase.rates.isEmpty)
                #expect(rateCase.rates.freshInput != nil, "\(change.glob) \(rateCase.condition)")
            }
        }
    }

    /// AC-23: units are in the columns' names, and no rate is beyond reason.
    @Test func `has no rate that can't be right`() throws {
        for change in try ShippedBook.changes() {
            for rates in [change.rates] + change.cases.map(\.rates) {
                for meter in Meter.allCases where meter != .searches && meter != .images {
                    #expect(rates[meter].map { $0.nanoUSDPerMillion <= 600_000_000_000 } ?? true)
                }
            }
        }
    }

    @Test(arguments: [
        "provider,model\n", "openai", "\"",
    ])
    func `refuses a book that isn't one`(text: String) {
        #expect(throws: PricingFault.self) {
            try ShippedPrices.changes(in: Array(text.utf8), at: Timestamp(milliseconds: 0))
        }
    }
}
