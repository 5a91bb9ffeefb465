import Pricing
import Testing
import Vocabulary

@Suite struct `The price book` {
    private let moment = Timestamp(milliseconds: 1_000_000)

    private func price(
        _ number: Int64, _ glob: String, upstream: Int64? = nil, from: Int64 = 0,
        _ source: Price.Source = .set
    ) throws -> Price {
        var rates = Rates()
        rates.freshInput = .zero
        return Price(
            number: number, glob: try #require(Glob(glob)), upstream: upstream,
            from: Timestamp(milliseconds: from), isFree: false, rates: rates, source: source)
    }

    @Test(arguments: [
        ("gpt-5", 1), ("gpt-5-mini", 2), ("gpt-5-nano", 3), ("gpt-4.1", 4), ("claude", 5),
        ("gpt-5-", 3),
    ])
    func `answers with the most specific glob`(model: String, number: Int64) throws {
        let book = PriceBook([
            try price(5, "*"), try price(4, "gpt-*"), try price(3, "gpt-5-*"),
            try price(2, "gpt-5-mini"),
            try price(1, "gpt-5"),
        ])
        #expect(book.price(model: model, upstream: 9, at: moment)?.number == number)
    }

    @Test func `has no price for what nothing matches`() throws {
        let book = PriceBook([try price(1, "gpt-*")])
        #expect(book.price(model: "claude-4", upstream: 1, at: moment) == nil)
        #expect(PriceBook().price(model: "gpt-5", upstream: 1, at: moment) == nil)
    }

    @Test func `prefers an upstream's own price at the same glob, and only there`() throws {
        let book = PriceBook([
            try price(1, "gpt-*"), try price(2, "gpt-*", upstream: 7), try price(3, "gpt-5"),
        ])
        #expect(book.price(model: "gpt-4", upstream: 7, at: moment)?.number == 2)
        #expect(book.price(model: "gpt-4", upstream: 8, at: moment)?.number == 1)
        #expect(book.price(model: "gpt-5", upstream: 7, at: moment)?.number == 3)
    }

    @Test func `goes on to a wider glob when the narrow one is for another upstream or later`()
        throws
    {
        let book = PriceBook([
            try price(1, "*"), try price(2, "gpt-5", upstream: 7),
            try price(3, "gpt-*", from: 2_000_000),
        ])
        #expect(book.price(model: "gpt-5", upstream: 8, at: moment)?.number == 1)
    }

    @Test(
        arguments: [(99, nil), (100, 1), (199, 1), (200, 2), (299, 2), (300, 3), (9_999, 3)]
            as [(Int64, Int64?)])
    func `knows when a price begins`(at: Int64, number: Int64?) throws {
        let book = PriceBook([
            try price(2, "m", from: 200), try price(1, "m", from: 100),
            try price(3, "m", from: 300),
        ])
        #expect(
            book.price(model: "m", upstream: 1, at: Timestamp(milliseconds: at))?.number == number)
    }

    @Test func `prefers what was set to what was imported and shipped, however specific`() throws {
        let shipped = try price(1, "gpt-5", .shipped)
        let imported = try price(2, "gpt-5*", .import)
        let set = try price(3, "gpt*")
        let later = try price(4, "gpt-5", from: 2_000_000)
        #expect(PriceBook([shipped]).price(model: "gpt-5", upstream: 1, at: moment)?.number == 1)
        #expect(
            PriceBook([shipped, imported]).price(model: "gpt-5", upstream: 1, at: moment)?.number
                == 2)
        #expect(
            PriceBook([shipped, imported, set]).price(model: "gpt-5", upstream: 1, at: moment)?
                .number == 3)
        #expect(
            PriceBook([shipped, later]).price(model: "gpt-5", upstream: 1, at: moment)?.number == 1)
    }

    @Test func `is read back from the data as it was set`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        var rates = Rates()
        for (index, meter) in Meter.allCases.enumerated() {
            rates[meter] = Rate(nanoUSDPerMillion: Int64(index))
        }
        let change = try PriceChange(
            id: desk.id(), glob: "gpt-*", upstream: 1, from: now, rates: rates)
        let price = try desk.run { try PriceStore.set(change, at: now, in: $0) }
        let book = try desk.run { try PriceBook(reading: $0) }
        #expect(book.price(model: "gpt-5", upstream: 1, at: now) == price)
        #expect(price.rates == rates)
        #expect(book.price(model: "gpt-5", upstream: 2, at: now) == nil)
    }

    @Test func `keeps what was replaced as history`() throws {
        let desk = try Desk()
        let now = desk.now
        var rates = Rates()
        rates.freshInput = Rate(dollarsPerMillion: "1")
        let first = try PriceChange(id: desk.id(), glob: "m", from: now, rates: rates)
        let second = try PriceChange(id: desk.id(), glob: "m", from: now, rates: nil)
        let old = try desk.run { try PriceStore.set(first, at: now, in: $0) }
        let new = try desk.run { try PriceStore.set(second, at: now, in: $0) }
        #expect(new.isFree && new.number != old.number)
        #expect(
            try desk.run { try PriceStore.set(second, at: now, in: $0) } == new, "the same id twice"
        )
        #expect(try desk.run { try PriceStore.list(in: $0).map(\.price) } == [new])
        #expect(
            try desk.run { try PriceStore.history(glob: "m", in: $0).map(\.price) } == [new, old])
        #expect(try desk.run { try PriceStore.find(number: old.number, in: $0)?.price } == old)
        #expect(
            try desk.run { try PriceStore.remove(glob: "m", upstream: nil, at: now, in: $0) } == 1)
        #expect(
            try desk.run { try PriceBook(reading: $0) }.price(model: "m", upstream: 1, at: now)
                == nil)
    }

    @Test(arguments: ["", "a b", "a,b", "a\"b", "a\\b", "ä", String(repeating: "a", count: 257)])
    func `refuses a glob that can't be one`(glob: String) {
        let fault = #expect(throws: PricingFault.self) {
            try PriceChange(id: Identifier(at: moment), glob: glob, from: moment, rates: nil)
        }
        #expect(fault?.code == .badGlob)
    }

    @Test func `refuses a price without rates`() {
        let fault = #expect(throws: PricingFault.self) {
            try PriceChange(id: Identifier(at: moment), glob: "m", from: moment, rates: Rates())
        }
        #expect(fault?.code == .noRates)
    }
}
