import Pricing
import Vocabulary

/// The current prices: all, those of a glob, or those a model's name falls under.
package struct ListPrices: UseCase {
    package static let name = "price.list"
    package let glob: String?

    /// `{"prices":[…]}`
    package struct Answer: Codable, Sendable {
        package let prices: [PriceEntry]
    }

    package init(glob: String? = nil) { self.glob = glob }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            let all = try PriceStore.list(in: database).map(\.price)
            let prices = all.filter { price in
                glob.map { $0 == price.glob.pattern || price.glob.matches($0) } ?? true
            }
            if let glob, prices.isEmpty {
                throw AdministrationFault(
                    .notFound,
                    "No price is set for “\(glob.prefix(256))”; set one with bursar price set.")
            }
            return Answer(
                prices: try prices.map { price in
                    try PriceEntry(
                        price, until: Self.end(of: price, in: all), at: now, in: database)
                })
        }
    }

    /// When the next price of the same glob, upstream and source begins.
    private static func end(of price: Price, in prices: [Price]) -> Timestamp? {
        prices.filter { other in
            other.glob == price.glob && other.upstream == price.upstream
                && other.source == price.source && other.from > price.from
        }.map(\.from).min()
    }
}
