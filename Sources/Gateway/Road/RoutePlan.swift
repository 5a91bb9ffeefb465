import Keyring
import Policy
import Pricing
import Vocabulary

/// Where a call may go, and where it was tried.
struct RoutePlan: Sendable {
    /// The request as it came, redacted; each try is made of it anew, so that nothing of one try gets into the next.
    let inquiry: Inquiry
    /// In the order in which they are tried.
    let targets: [Target]
    /// The number that calls of one conversation share; `nil` where it doesn't matter.
    let affinity: UInt64?
    /// Keys that were tried.
    private(set) var triedKeys: [Int64] = []
    /// Places of targets that aren't tried any more.
    private(set) var spent: [Int] = []
    /// How many tries there were, with the one under way.
    private(set) var tries = 1
    /// What the last provider that was asked said.
    private(set) var fault: RoadFault?
    private var hasRepeated = false

    init(_ inquiry: Inquiry, targets: [Target], affinity: UInt64?) {
        self.inquiry = inquiry
        self.targets = targets
        self.affinity = affinity
    }

    /// The plan after a try that failed.
    ///
    /// - Parameter place: The target's place.
    func after(_ fault: RoadFault, _ reach: RoadFault.Reach, at place: Int, key: Int64?)
        -> RoutePlan
    {
        var plan = self
        plan.tries += 1
        if fault.origin == .upstream { plan.fault = fault }
        switch reach {
        case .key:
            if let key { plan.triedKeys.append(key) } else { plan.spent.append(place) }
        case .target: plan.spent.append(place)
        case .upstream:
            let upstream = targets[place].upstream.number
            plan.spent += targets.indices.filter { targets[$0].upstream.number == upstream }
        }
        return plan
    }

    /// The plan for trying the same upstream once more, because there is no other; `nil` when that was done.
    func repeated(_ reach: RoadFault.Reach) -> RoutePlan? {
        guard reach == .upstream, !hasRepeated else { return nil }
        var plan = self
        plan.hasRepeated = true
        plan.spent = []
        return plan
    }
}

/// What a target would serve a call for.
final class Terms: Sendable {
    let target: Target
    /// `nil` for what costs nothing by its nature, or has no price and may be used all the same.
    let price: Price?
    let decision: PolicyDecision
    /// The request with the bounds that are sent there.
    let inquiry: Inquiry
    let hold: NanoUSD

    init(
        target: Target, price: Price?, decision: PolicyDecision, inquiry: Inquiry, hold: NanoUSD
    ) {
        self.target = target
        self.price = price
        self.decision = decision
        self.inquiry = inquiry
        self.hold = hold
    }
}

/// A target that takes the call, and the key for it.
struct Placement: Sendable {
    /// The target's place in the plan.
    let place: Int
    let terms: Terms
    /// `nil` for a server that takes none, and where nothing is sent.
    let lease: KeyLease?
}

extension RoadFault {
    /// What a failed try says nothing good of; the next one goes elsewhere.
    enum Reach: Sendable {
        /// The key.
        case key
        /// The model at that upstream.
        case target
        /// The upstream.
        case upstream
    }

    /// Where the same request must not be tried again; `nil` when it must not be tried anywhere.
    var reach: Reach? {
        switch code {
        case _ where isEcho: nil
        case .upstreamRateLimited, .upstreamRefusedKey: .key
        case .noKey where verdict == .unreadable: .key
        case .upstreamMalformed, .untranslatable: .target
        case .upstreamFailed, .upstreamUnreachable, .upstreamTimeout: .upstream
        case .upstreamBroken: origin == .upstream ? .upstream : nil
        default: nil
        }
    }

    /// What it says of the key and the upstream.
    var verdict: KeyVerdict {
        if let finding { return finding }
        switch code {
        case .upstreamRateLimited: return .limited(hint: retryAfterSeconds.map { $0 * 1000 })
        case .upstreamFailed, .upstreamMalformed: return .failed(hint: nil)
        case .upstreamUnreachable, .upstreamTimeout: return .unreachable
        case .upstreamBroken: return origin == .upstream ? .unreachable : .unknown
        case .upstreamRefusedRequest, .contextTooLong: return .answered
        default: return .unknown
        }
    }
}
