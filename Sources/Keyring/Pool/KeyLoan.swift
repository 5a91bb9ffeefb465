import Vocabulary

/// A key as the pool sees it: nothing secret.
package struct PoolKey: Sendable {
    /// The key's number, the same over its versions.
    package let number: Int64
    /// The number of the version that serves.
    package let version: Int64
    /// Its share beside the others, 1 to 1,000.
    package let weight: Int
    /// How many calls may use it at once; `nil` for any number.
    package let parallelMax: Int?
    /// The models it may be used for; `nil` for any.
    package let models: [Glob]?
    /// The first moment it may not serve; `nil` for never.
    package let expiresAt: Timestamp?
    /// Is it out of use until an operator says otherwise?
    package let isDisabled: Bool
    /// How often operators changed its state.
    package let epoch: Int64
    /// What it was found to wait for when it was written down: as a whole, and for classes of models.
    package let bench: (reason: BenchReason, until: Timestamp, strikes: Int)?
    package let benches: [KeyBench]

    package init(
        number: Int64, version: Int64, weight: Int = 1, parallelMax: Int? = nil,
        models: [Glob]? = nil, expiresAt: Timestamp? = nil, isDisabled: Bool = false,
        epoch: Int64 = 0, bench: (reason: BenchReason, until: Timestamp, strikes: Int)? = nil,
        benches: [KeyBench] = []
    ) {
        self.number = number
        self.version = version
        self.weight = weight
        self.parallelMax = parallelMax
        self.models = models
        self.expiresAt = expiresAt
        self.isDisabled = isDisabled
        self.epoch = epoch
        self.bench = bench
        self.benches = benches
    }
}

/// Whose turn it is, for a call that would wait.
package enum KeyTurn: Sendable {
    /// Its own.
    case now(KeyLoan)
    /// Somebody else's; it waits under this number.
    case later(Int64)

    /// The number it waits under; `nil` when it needn't.
    package var number: Int64? {
        if case .later(let number) = self { number } else { nil }
    }
}

/// A key that waits before it may serve a class of models again.
package struct KeyBench: Hashable, Sendable {
    /// The class of models, see `ModelClass`.
    package let modelClass: String
    /// Why, for operators.
    package let reason: String
    /// When one call may try whether it works again.
    package let until: Timestamp
    /// How often in a row it was told to wait.
    package let strikes: Int

    package init(modelClass: String, reason: String, until: Timestamp, strikes: Int) {
        self.modelClass = modelClass
        self.reason = reason
        self.until = until
        self.strikes = strikes
    }
}

/// What a call asks of a pool.
package struct KeyWish: Hashable, Sendable {
    /// The upstream's number.
    package let upstream: Int64
    /// The model's name there.
    package let model: String
    /// The one key that will do, for what lives with the key that made it; `nil` for any.
    package var only: Int64?
    /// Keys that were tried already.
    package var excluding: [Int64]
    /// Calls of one conversation have the same number and go to the same key while that is fair; `nil` for none.
    package var affinity: UInt64?

    package init(
        upstream: Int64, model: String, only: Int64? = nil, excluding: [Int64] = [],
        affinity: UInt64? = nil
    ) {
        self.upstream = upstream
        self.model = model
        self.only = only
        self.excluding = excluding
        self.affinity = affinity
    }

    /// Would whatever serves one serve the other?
    package func isLike(_ other: KeyWish) -> Bool {
        alike == other.alike
    }

    /// The same for all that whatever serves one would serve.
    var alike: KeyWish {
        var wish = self
        wish.affinity = nil
        return wish
    }
}

/// A slot of a key, lent to one call; to be given back once.
package struct KeyLoan: Sendable {
    /// The upstream's number.
    package let upstream: Int64
    /// The key's number.
    package let key: Int64
    /// The number of the key's version.
    package let version: Int64
    /// The model's name at the upstream.
    package let model: String
    /// Later loans have higher ones.
    package let serial: Int64
    /// Does it try whether something works again?
    package let isProbe: Bool
}

/// What became of a call that waited.
package struct KeyWake: Sendable {
    /// The number it waited under.
    package let waiter: Int64
    /// The key, or why there is none.
    package let answer: Result<KeyLoan, KeyShortage>
}

/// What a pool found out about a key, to be written down.
package struct KeyChange: Sendable {
    /// The key's number.
    package let key: Int64
    /// The operators' last change that it knows of.
    package let epoch: Int64
    /// Is it out of use?
    package let isDisabled: Bool
    /// What it waits for as a whole.
    package let bench: (reason: BenchReason, until: Timestamp, strikes: Int)?
    /// What it waits for with classes of models.
    package let benches: [KeyBench]
}
