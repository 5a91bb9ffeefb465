import Vocabulary

/// Why the books and a provider's account differ on a day.
package enum DifferenceClass: String, CaseIterable, Sendable {
    /// The provider counts what the ledger doesn't have: another user of the key, or a call that was lost.
    case missingHere = "missing_here"
    /// The ledger has what the provider doesn't count.
    case missingThere = "missing_there"
    /// The same usage at another rate.
    case price
    /// The same usage at the rates of another tier.
    case tier
    /// The same usage, and no more apart than decimals that were cut.
    case rounding
    /// Something else.
    case unknown
}

/// What is compared: a day, and the key and the model where the export tells them.
package struct ReconciledGroup: Hashable, Sendable {
    package let day: Timestamp
    /// The name of the key here, or the provider's for one that isn't known here; `nil` where it isn't told.
    package let key: String?
    package let model: String?

    package init(day: Timestamp, key: String?, model: String?) {
        self.day = day
        self.key = key
        self.model = model
    }
}

/// One group with what both sides say.
package struct ReconciledDay: Sendable {
    package let group: ReconciledGroup
    /// What the ledger has; `nil` for nothing.
    package let here: UsageSums?
    /// What the provider says; `nil` for nothing.
    package let there: UsageSums?
    /// `nil` when both say the same.
    package let difference: DifferenceClass?
    /// The cost there less the cost here, where both are told.
    package let amount: FineUSD?
    /// Half a sentence more.
    package let note: String?

    /// Compares the two sides.
    ///
    /// - Parameters:
    ///   - tiers: What the ledger's calls would cost in other tiers, by the tier's name.
    ///   - repriced: What they cost by the price book of now.
    package init(
        _ group: ReconciledGroup, here: UsageSums?, there: UsageSums?,
        tiers: [(name: String, cost: FineUSD)] = [], repriced: FineUSD? = nil
    ) {
        self.group = group
        self.here = here
        self.there = there
        amount = there?.cost.map { $0 - (here?.cost ?? .zero) }
        guard let there else {
            (difference, note) = (.missingThere, "the provider has nothing of it")
            return
        }
        guard let here else {
            (difference, note) = (.missingHere, "the ledger has nothing of it")
            return
        }
        if let found = Self.countDifference(here, there) {
            (difference, note) = found
            return
        }
        guard let billed = there.cost, let booked = here.cost, billed != booked else {
            (difference, note) = (nil, nil)
            return
        }
        let leeway = there.rounding + here.rounding
        func isSame(_ cost: FineUSD) -> Bool { (billed - cost).magnitude <= leeway }
        let others = tiers.filter { $0.cost != booked && isSame($0.cost) }.map(\.name)
        if isSame(booked) {
            (difference, note) = (.rounding, "within \(leeway.dollars) USD")
        } else if !others.isEmpty {
            (difference, note) = (.tier, "as \(others.joined(separator: " or "))")
        } else if let repriced, repriced != booked, isSame(repriced) {
            (difference, note) = (
                .price, "by the price book of now it is right: bursar price rerate"
            )
        } else if there.hasTokens || there.requests != nil && there.requests == here.requests {
            (difference, note) = (.price, nil)
        } else {
            (difference, note) = (.unknown, "the export tells costs only")
        }
    }

    /// What counts of requests and tokens say, as far as both sides tell them.
    private static func countDifference(
        _ here: UsageSums, _ there: UsageSums
    ) -> (DifferenceClass, String?)? {
        let pairs: [(String, Int64?, Int64?)] = [
            ("requests", here.requests, there.requests),
            ("input tokens", here.inputTokens, there.inputTokens),
            ("cache read tokens", here.cacheReadTokens, there.cacheReadTokens),
            ("cache write tokens", here.cacheWriteTokens, there.cacheWriteTokens),
            ("output tokens", here.outputTokens, there.outputTokens),
        ]
        let differing = pairs.compactMap { name, here, there -> (String, Int64)? in
            guard let here, let there, here != there else { return nil }
            return (name, there - here)
        }
        guard !differing.isEmpty else { return nil }
        let note = differing.map { "\($0.1 > 0 ? "+" : "")\($0.1) \($0.0) there" }
            .joined(separator: ", ")
        if differing.allSatisfy({ $0.1 > 0 }) { return (.missingHere, note) }
        if differing.allSatisfy({ $0.1 < 0 }) { return (.missingThere, note) }
        return (.unknown, note)
    }
}
