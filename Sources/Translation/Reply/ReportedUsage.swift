import Vocabulary

/// What a provider says was used: disjoint meters, each said or not said. Zero is said.
package struct ReportedUsage: Equatable, Sendable {
    /// The units, zero where nothing is said.
    package private(set) var tokens = TokenUsage()
    private var said: UInt16 = 0
    /// `false` when the provider's numbers contradict each other; parts were then cut to their
    /// whole.
    package var isConsistent = true
    /// `false` when one of its totals can't be one, so that what was used has to be estimated.
    package var isCounted = true
    /// The provider's usage object, verbatim, for the ledger.
    package var json: [UInt8]?

    /// Nothing said.
    package init() {}

    /// The units of one meter; `nil` if the provider doesn't say.
    package subscript(meter: Meter) -> Int64? {
        get { said & bit(meter) != 0 ? tokens[meter] : nil }
        set {
            tokens[meter] = newValue ?? 0
            if newValue == nil { said &= ~bit(meter) } else { said |= bit(meter) }
        }
    }

    /// Is nothing said at all?
    package var isEmpty: Bool { said == 0 }

    /// Is anything said of the input?
    package var hasInput: Bool {
        [.freshInput, .cacheRead, .cacheWrite5m, .cacheWrite1h, .audioInput].contains {
            self[$0] != nil
        }
    }

    /// Is anything said of the output?
    package var hasOutput: Bool {
        [.visibleOutput, .reasoning, .audioOutput].contains { self[$0] != nil }
    }

    /// Cache writes of both lifetimes; `nil` if neither is said.
    package var cacheWrites: Int64? {
        guard self[.cacheWrite5m] != nil || self[.cacheWrite1h] != nil else { return nil }
        return tokens.cacheWrite5m &+ tokens.cacheWrite1h
    }

    private func bit(_ meter: Meter) -> UInt16 {
        1 << UInt16(Meter.allCases.firstIndex(of: meter) ?? 15)
    }
}

/// A whole that parts are taken from, never below zero.
package struct UsageRemainder: Sendable {
    /// What is left.
    package private(set) var rest: Int64
    /// A part was larger than what was left.
    package private(set) var wasShort = false

    /// A whole.
    package init(_ whole: Int64) { rest = whole }

    /// Takes a part, or what is left of the whole; `nil` takes nothing and stays `nil`.
    package mutating func take(_ part: Int64?) -> Int64? {
        guard let part else { return nil }
        let taken = min(part, rest)
        if taken < part { wasShort = true }
        rest -= taken
        return taken
    }
}
