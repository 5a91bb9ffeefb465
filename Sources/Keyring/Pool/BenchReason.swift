import Vocabulary

/// Why a key, a class of models or an upstream waits; the raw value is what operators see.
package enum BenchReason: String, CaseIterable, Sendable {
    /// The provider limits the key's rate for a class of models (429).
    case limited = "rate_limited"
    /// The provider refused the key (401).
    case refused = "key_refused"
    /// The account behind the key has no money left (402, or a quota that money buys).
    case unpaid = "no_credit"
    /// The key may not use the class of models (403).
    case forbidden = "model_forbidden"
    /// The key's secret can't be opened.
    case unreadable = "secret_unreadable"
    /// The upstream fails, or fails for the class of models.
    case failing = "upstream_failing"

    /// How long it lasts, in milliseconds: after the first time, by how much each further time multiplies it, and at
    /// most.
    var wait: (first: Int64, factor: Int64, most: Int64) {
        switch self {
        case .limited: (1_000, 2, 600_000)
        case .refused: (5_000, 4, 60_000)
        case .unpaid: (300_000, 2, 3_600_000)
        case .forbidden: (60_000, 2, 900_000)
        case .unreadable: (60_000, 2, 900_000)
        case .failing: (1_000, 2, 30_000)
        }
    }

    /// Is it likely to end by waiting a little? Then calls queue for it.
    var mayPass: Bool { self == .limited || self == .failing }

    /// How long it lasts in milliseconds, before jitter.
    ///
    /// - Parameters:
    ///   - strikes: How often in a row it happened, from 1.
    ///   - hint: What the provider asked for; anything at all.
    ///   - isSole: Is there no other key for the model?
    func milliseconds(strikes: Int, hint: Int64?, isSole: Bool) -> Int64 {
        let wait = wait
        var usual = wait.first
        for _ in 1..<max(2, min(strikes, 16)) where strikes > 1 && usual < wait.most {
            usual *= wait.factor
        }
        let asked = hint.map { max($0, PoolLimits.benchMilliseconds) } ?? min(usual, wait.most)
        let most = isSole ? min(wait.most, PoolLimits.soleBenchMilliseconds) : wait.most
        return min(max(asked, PoolLimits.benchMilliseconds), most)
    }
}

/// What a call found out about its key and upstream.
package enum KeyVerdict: Hashable, Sendable {
    /// It was served.
    case served
    /// The provider answered that the request is wrong: the key is known to it.
    case answered
    /// 429, with the milliseconds the provider asked to wait.
    case limited(hint: Int64?)
    /// 401.
    case refused
    /// 402, or no credit.
    case unpaid
    /// 403.
    case forbidden
    /// The secret can't be opened.
    case unreadable
    /// The upstream fails for the model (5xx), with the milliseconds it asked to wait.
    case failed(hint: Int64?)
    /// The upstream can't be reached, doesn't answer in time, or breaks off.
    case unreachable
    /// Nothing was found out.
    case unknown

    /// What it says when it was found out in passing, by counting tokens or the like: limits of that aren't those of
    /// models (facts/protocols PT-81).
    package var inPassing: KeyVerdict {
        switch self {
        case .limited, .forbidden: .unknown
        default: self
        }
    }
}

/// Why no key can serve a call now.
package enum KeyShortage: Error, Hashable, Sendable {
    /// The upstream has no key at all.
    case none
    /// It has keys, none of which is in use and allows the model.
    case noneUsable
    /// All that could serve have as many calls as they may.
    case busy
    /// All that could serve wait, the first of them until then.
    case cooling(until: Timestamp, BenchReason)

    /// May a call that waits be served before it gives up?
    package func isWorthWaiting(until deadline: Timestamp) -> Bool {
        switch self {
        case .none, .noneUsable: false
        case .busy: true
        case .cooling(let until, let reason): reason.mayPass && until <= deadline
        }
    }
}
