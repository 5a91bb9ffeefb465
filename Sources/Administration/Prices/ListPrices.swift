import Keyring
import Pricing
import Vocabulary

/// The current prices: those that were set and imported, all, those of a glob, or those a model's name falls under.
package struct ListPrices: UseCase {
    package static let name = "price.list"
    package let glob: String?
    /// Only at this upstream, with what was shipped for its provider.
    package let upstream: String?
    /// The shipped book too, where no glob is asked for.
    package let all: Bool?

    /// `{"prices":[…],"shipped"}`
    package struct Answer: Codable, Sendable {
        package let prices: [PriceEntry]
        /// How many prices of the shipped book aren't listed.
        package let shipped: Int
    }

    package init(glob: String? = nil, upstream: String? = nil, all: Bool = false) {
        self.glob = glob
        self.upstream = upstream
        self.all = all
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            let upstream = try upstream.map { try UpstreamStore.get(name: $0, in: database) }
            let provider = upstream.flatMap(PriceProvider.of)
            let listed = try PriceStore.current(in: database).filter { price in
                upstream.map {
                    price.upstream == $0.number
                        || price.upstream == nil
                            && (price.provider == nil || price.provider == provider)
                } ?? true
            }
            let prices = listed.filter { price in
                guard let glob else { return all == true || price.source != .shipped }
                // Whatever runs on this host is free, which says nothing of a model's name.
                guard upstream != nil || price.provider != PriceProvider.onDevice else {
                    return false
                }
                return glob == price.glob.pattern || price.glob.matches(glob)
            }
            if let glob, prices.isEmpty {
                throw AdministrationFault(
                    .notFound,
                    "No price is set for “\(glob.prefix(256))”; set one with bursar price set.")
            }
            return Answer(
                prices: try prices.sorted(by: Self.isStronger).map { price in
                    try PriceEntry(
                        price, until: Self.end(of: price, in: prices), at: now, in: database)
                },
                shipped: glob == nil ? listed.count - prices.count : 0)
        }
    }

    /// In the order in which they are asked: what was set, then imported, then shipped; the narrowest name first.
    private static func isStronger(_ left: Price, _ right: Price) -> Bool {
        func rank(_ price: Price) -> Int {
            Price.Source.allCases.firstIndex(of: price.source) ?? 0
        }
        let (first, second) = (rank(left), rank(right))
        guard first == second else { return first < second }
        guard left.glob != right.glob else { return left.from < right.from }
        return (left.glob.pattern, left.from) < (right.glob.pattern, right.from)
    }

    /// When the next price of the same glob, scope and source begins.
    private static func end(of price: Price, in prices: [Price]) -> Timestamp? {
        prices.filter { other in
            other.glob == price.glob && other.upstream == price.upstream
                && other.provider == price.provider && other.source == price.source
                && other.from > price.from
        }.map(\.from).min()
    }
}
