import GRDB
import Vocabulary

/// What was imported, as a whole for each provider or upstream.
package enum ImportedPrices {
    /// Puts prices in the place of all that were imported for the same providers or the same upstream; what didn't change
    /// keeps its number.
    ///
    /// - Returns: How many are new or changed, and how many ended.
    package static func replace(
        by changes: [PriceChange], at now: Timestamp, in database: Database
    ) throws -> (added: Int, ended: Int) {
        let plan = try plan(changes, in: database)
        for number in plan.ended {
            try PriceStore.end(number: number, at: now, in: database)
        }
        for change in plan.added { _ = try PriceStore.insert(change, at: now, in: database) }
        return (plan.added.count, plan.ended.count)
    }

    /// What `replace` would do.
    package static func comparison(
        _ changes: [PriceChange], in database: Database
    ) throws -> (added: Int, ended: Int) {
        let plan = try plan(changes, in: database)
        return (plan.added.count, plan.ended.count)
    }

    private static func plan(
        _ changes: [PriceChange], in database: Database
    ) throws -> (added: [PriceChange], ended: [Int64]) {
        struct Scope: Hashable {
            let upstream: Int64?
            let provider: String?
        }
        let scopes = Set(changes.map { Scope(upstream: $0.upstream, provider: $0.provider) })
        var current: [PriceKey: Price] = [:]
        for record in try PriceStore.list(source: .import, in: database) {
            let price = record.price
            if scopes.contains(Scope(upstream: price.upstream, provider: price.provider)) {
                current[PriceKey(price)] = price
            }
        }
        var added: [PriceChange] = []
        for change in changes {
            if let known = current[PriceKey(change)], change.isSame(as: known) {
                current.removeValue(forKey: PriceKey(change))
            } else {
                added.append(change)
            }
        }
        return (added, current.values.map(\.number))
    }
}
