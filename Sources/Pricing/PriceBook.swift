import GRDB
import Vocabulary

/// All current prices in memory: which rates apply to a model at an upstream at a moment.
///
/// Of the prices that match, one that was set beats one that was imported, which beats one that was
/// shipped; then the most specific glob wins; then one for the upstream beats one for any; then the
/// latest start that has come.
package struct PriceBook: Sendable {
    /// One table for each source, the strongest first.
    private let tables: [GlobTable<[Price]>]
    /// The names of models that have a price of their own, rather than under a glob of several.
    package let names: [String]

    /// The current prices of a data file.
    package init(reading database: Database) throws {
        self.init(try PriceStore.list(in: database).map(\.price))
    }

    /// These prices, whatever the data file says.
    package init(_ prices: [Price] = []) {
        names = Set(prices.map(\.glob.pattern)).filter { !$0.contains("*") && !$0.contains("?") }
            .sorted()
        tables = Price.Source.allCases.map { source in
            let ofSource = Dictionary(grouping: prices.filter { $0.source == source }, by: \.glob)
            return GlobTable(
                ofSource.map { glob, prices in
                    (glob: glob, value: prices.sorted { $0.from > $1.from })
                })
        }
    }

    /// The price that applies; `nil` if there is none, which is not free.
    ///
    /// - Parameters:
    ///   - model: The model's name at the provider.
    ///   - upstream: The upstream's number.
    ///   - at: When the attempt begins.
    package func price(model: String, upstream: Int64, at moment: Timestamp) -> Price? {
        for table in tables where table.count > 0 {
            let found = table.first(for: model) { prices in
                prices.first { $0.upstream == upstream && $0.from <= moment }
                    ?? prices.first { $0.upstream == nil && $0.from <= moment }
            }
            if let found { return found }
        }
        return nil
    }
}
