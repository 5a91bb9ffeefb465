import GRDB
import Storage
import Vault
import Vocabulary

/// One place that may serve a call.
package struct Target: Hashable, Sendable {
    /// Who serves it.
    package let upstream: Upstream
    /// The model's name there.
    package let model: String
    /// From 1; later levels are for when no earlier one can serve.
    package let level: Int
    /// Its share of the calls among the targets of its level.
    package let weight: Int

    package init(upstream: Upstream, model: String, level: Int = 1, weight: Int = 1) {
        self.upstream = upstream
        self.model = model
        self.level = level
        self.weight = weight
    }
}

/// A key that may be leased, with the secret of its active version, still sealed; never changes.
package final class PooledKey: Sendable {
    /// The key itself.
    package let key: UpstreamKey
    /// The number by which the ledger names the active version.
    package let versionNumber: Int64
    /// Which of its versions it is, from 1.
    package let version: Int64
    /// The active version's secret, still sealed.
    package let sealed: SealedKey
    /// What it was found to wait for with classes of models.
    package let benches: [KeyBench]
    /// By which the secret is noticed in what its provider says.
    let trace = SecretTrace()

    init(
        _ key: UpstreamKey, versionNumber: Int64, version: Int64, sealed: SealedKey,
        benches: [KeyBench]
    ) {
        self.benches = benches
        self.key = key
        self.versionNumber = versionNumber
        self.version = version
        self.sealed = sealed
    }
}

/// All upstreams, models and keys in memory: where a model's calls go and which keys there are,
/// without the data file.
package struct UpstreamDirectory: Sendable {
    /// The numbers of upstreams that have, or once had, a key.
    package let keyed: Set<Int64>
    /// The versions that finish calls; they serve no new ones.
    package let retired: [RetiredVersion]
    /// The upstreams in use, by number.
    package let upstreams: [Int64: Upstream]
    /// The keys with an active version, disabled ones too, by upstream's number.
    package let keys: [Int64: [PooledKey]]
    /// Targets with an empty name where the name asked for is taken over.
    private let routes: GlobTable<[Target]>
    private let globs: [Glob]

    /// Nothing.
    package init() {
        upstreams = [:]
        keys = [:]
        keyed = []
        retired = []
        routes = GlobTable([])
        globs = []
    }

    /// All of a data file.
    ///
    /// - Throws: `.unreadable`, and what SQLite says.
    package init(reading database: Database) throws {
        let upstreams = try UpstreamStore.list(in: database)
        let records = try KeyStore.list(in: database)
        let byNumber = Dictionary(uniqueKeysWithValues: records.map { ($0.number, $0) })
        let benches = try KeyStore.benches(in: database)
        var keys: [Int64: [PooledKey]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: SealedKey.select + " WHERE key_version.state = 'active' ORDER BY key_version.key")
        while let row = try rows.next() {
            guard let key = byNumber[row["key"]], let sealed = SealedKey(row) else { continue }
            keys[key.upstream, default: []].append(
                PooledKey(
                    key, versionNumber: row["number"], version: row["version"], sealed: sealed,
                    benches: benches[key.number] ?? []))
        }
        let models = try ModelStore.list(in: database)
        self.upstreams = Dictionary(uniqueKeysWithValues: upstreams.map { ($0.number, $0) })
        self.keys = keys
        keyed = Set(records.map(\.upstream))
        retired = try KeyVersionStore.retired(in: database)
        globs = models.map(\.glob)
        let byUpstream = self.upstreams
        routes = GlobTable(
            models.map { model in
                let targets = model.targets.compactMap { target in
                    byUpstream[target.upstream].map { upstream in
                        Target(
                            upstream: upstream, model: target.model ?? "", level: target.level,
                            weight: target.weight)
                    }
                }
                return (glob: model.glob, value: targets)
            })
    }

    /// Where calls for a public model name go, in order of level and as written; `nil` if the name
    /// is unknown.
    ///
    /// The most specific glob decides alone. Choose within a level by weight with
    /// `order(_:using:)`.
    package func route(model: String) -> [Target]? {
        routes.value(for: model)?.map { target in
            guard target.model.isEmpty else { return target }
            return Target(
                upstream: target.upstream, model: model, level: target.level, weight: target.weight)
        }
    }

    /// The globs that models were added as, for lists of models.
    package var modelGlobs: [Glob] { globs }

    /// An order to try targets in: levels in turn, and within a level at random by weight.
    package static func order(
        _ targets: [Target], using random: inout some RandomNumberGenerator
    ) -> [Target] {
        guard targets.count > 1 else { return targets }
        var ordered: [Target] = []
        var rest = targets
        while let level = rest.first?.level {
            let end = rest.firstIndex { $0.level != level } ?? rest.endIndex
            var choices = Array(rest[..<end])
            rest.removeFirst(end)
            while choices.count > 1 {
                var draw = Int(
                    random.next(upperBound: UInt64(choices.reduce(0) { $0 + $1.weight })))
                let chosen = choices.firstIndex { target in
                    draw -= target.weight
                    return draw < 0
                }
                ordered.append(choices.remove(at: chosen ?? 0))
            }
            ordered += choices
        }
        return ordered
    }
}
