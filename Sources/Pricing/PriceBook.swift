import GRDB
import Vocabulary

/// All current prices in memory: which rates apply to a model at an upstream at a moment.
///
/// Of the prices that match, one that was set beats one that was imported, which beats one that was
/// shipped; then the most specific glob wins; then one for the upstream beats one for its provider, which beats one for
/// any; then the latest start that has come.
package struct PriceBook: Sendable {
    /// One table for each source, the strongest first; shipped prices stand apart.
    private let tables: [GlobTable<[Price]>]
    /// What was shipped, by provider: the name of a model means something else at each.
    private let shipped: [String: GlobTable<[Price]>]
    /// The provider of each upstream that is known to be one's, by the upstream's number.
    private let providers: [Int64: String]
    /// The discounts of each upstream that has any.
    private let factors: [Int64: UpstreamFactors]
    /// The names of models that were given a price of their own, rather than under a glob of several; shipped ones
    /// aside.
    package let names: [String]

    /// The current prices of a data file.
    ///
    /// - Parameter providers: The provider of each upstream that is known to be one's.
    package init(reading database: Database, providers: [Int64: String] = [:]) throws {
        self.init(
            try PriceStore.current(in: database), providers: providers,
            factors: try FactorStore.current(in: database))
    }

    /// These prices, whatever the data file says.
    package init(
        _ prices: [Price] = [], providers: [Int64: String] = [:],
        factors: [Int64: UpstreamFactors] = [:]
    ) {
        self.providers = providers
        self.factors = factors
        let own = prices.filter { $0.source != .shipped || $0.provider == nil }
        names = Set(own.map(\.glob.pattern)).filter { !$0.contains("*") && !$0.contains("?") }
            .sorted()
        tables = Price.Source.allCases.map { source in
            Self.table(own.filter { $0.source == source })
        }
        let ofProviders = prices.filter { $0.source == .shipped && $0.provider != nil }
        shipped = Dictionary(grouping: ofProviders) { $0.provider ?? "" }.mapValues(Self.table)
    }

    /// The price that applies; `nil` if there is none, which is not free.
    ///
    /// - Parameters:
    ///   - model: The model's name at the provider.
    ///   - upstream: The upstream's number.
    ///   - at: When the call begins.
    package func price(model: String, upstream: Int64, at moment: Timestamp) -> Price? {
        guard var price = listed(model: model, upstream: upstream, at: moment) else { return nil }
        if !factors.isEmpty, let factors = factors[upstream] {
            (price.factor, price.keyFactors) = (factors.own, factors.keys)
        }
        return price
    }

    /// The price that applies, before any discount.
    private func listed(model: String, upstream: Int64, at moment: Timestamp) -> Price? {
        let provider = providers[upstream]
        for table in tables where table.count > 0 {
            let found = table.first(for: model) { prices in
                prices.first { $0.upstream == upstream && $0.from <= moment }
                    ?? (provider == nil
                        ? nil
                        : prices.first {
                            $0.provider == provider && $0.upstream == nil && $0.from <= moment
                        })
                    ?? prices.first {
                        $0.upstream == nil && $0.provider == nil && $0.from <= moment
                    }
            }
            if let found { return found }
        }
        guard let provider, let table = shipped[provider] else { return nil }
        return table.first(for: model) { prices in prices.first { $0.from <= moment } }
    }

    /// A table of prices, the latest start of each glob first.
    private static func table(_ prices: [Price]) -> GlobTable<[Price]> {
        GlobTable(
            Dictionary(grouping: prices, by: \.glob).map { glob, prices in
                (glob: glob, value: prices.sorted { $0.from > $1.from })
            })
    }
}
