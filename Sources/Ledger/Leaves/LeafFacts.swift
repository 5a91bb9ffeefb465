import Journal
import Vocabulary

/// A call's row as its leaf of intent or refusal covers it.
struct CallFacts: Hashable {
    let number: Int64
    let id: Identifier
    let client: Int64
    let token: Int64
    let dialect: String
    let endpoint: String
    let model: String
    let isStream: Int64
    let beganMilliseconds: Int64
    let requestBytes: Int64
    let decision: Int64?
    let scope: Int64?
    let findings: String?
}

/// A try's row as the leaf of its intent covers it.
struct TryFacts: Hashable {
    let ordinal: Int64
    let id: Identifier
    let upstream: Int64
    let keyVersion: Int64
    let modelSent: String
    let price: Int64?
    let factor: Int64?
    let beganMilliseconds: Int64
    let holdNanoUSD: Int64
}

/// The end of a try as its row has it; NULL is `nil`.
struct TryEnd: Hashable {
    let ordinal: Int64
    let outcome: String?
    let code: String?
    let status: Int64?
    let modelServed: String?
    let tierServed: String?
    let providerID: String?
    let usageSource: String?
    /// The meters; `nil` where they are NULL.
    let usage: TokenUsage?
    let costNanoUSD: Int64?
    let savedNanoUSD: Int64?
    let isOverHold: Int64?
    let firstByteMilliseconds: Int64?
    let totalMilliseconds: Int64?
}

/// The end of a call as its row has it; NULL is `nil`.
struct CallEnd: Hashable {
    let outcome: String?
    let code: String?
    let status: Int64?
    let costNanoUSD: Int64?
    let endedMilliseconds: Int64?
    let replyFindings: String?
    let contentCommitment: [UInt8]?
}

// The same values as they are about to be written.

extension CallFacts {
    init(
        _ number: Int64, _ caller: Caller, _ request: RequestFacts, decision: Int64?,
        scope: Int64?, findings: CallFindings?
    ) {
        self.init(
            number: number, id: request.id, client: caller.client, token: caller.token,
            dialect: request.dialect.rawValue, endpoint: request.endpoint, model: request.model,
            isStream: request.isStream ? 1 : 0, beganMilliseconds: request.began.milliseconds,
            requestBytes: Int64(request.bodyBytes), decision: decision, scope: scope,
            findings: findings?.text)
    }
}

extension TryFacts {
    init(_ attempt: AttemptIntent) {
        self.init(
            ordinal: Int64(attempt.ordinal), id: attempt.id, upstream: attempt.upstream,
            keyVersion: attempt.keyVersion, modelSent: attempt.modelSent, price: attempt.price,
            factor: attempt.factor,
            beganMilliseconds: attempt.began.milliseconds, holdNanoUSD: attempt.hold.nanoUSD)
    }
}

extension TryEnd {
    init(_ attempt: AttemptIntent, _ result: AttemptResult) {
        self.init(
            ordinal: Int64(attempt.ordinal), outcome: result.outcome.rawValue, code: result.code,
            status: result.status.map(Int64.init),
            modelServed: result.modelServed == attempt.modelSent ? nil : result.modelServed,
            tierServed: result.tierServed, providerID: result.providerID,
            usageSource: result.usageSource.rawValue, usage: result.usage,
            costNanoUSD: result.cost.nanoUSD, savedNanoUSD: result.cacheSavedNanoUSD,
            isOverHold: result.cost > attempt.hold ? 1 : 0,
            firstByteMilliseconds: result.firstByteMilliseconds,
            totalMilliseconds: result.totalMilliseconds)
    }
}

extension CallEnd {
    init(_ settlement: Settlement) {
        self.init(
            outcome: settlement.outcome.rawValue, code: settlement.code,
            status: Int64(settlement.status), costNanoUSD: settlement.cost.nanoUSD,
            endedMilliseconds: settlement.ended.milliseconds,
            replyFindings: settlement.replyFindings?.text,
            contentCommitment: settlement.contentCommitment)
    }

    init(_ refusal: Refusal) {
        self.init(
            outcome: CallOutcome.refused.rawValue, code: refusal.code,
            status: Int64(refusal.status), costNanoUSD: 0,
            endedMilliseconds: refusal.ended.milliseconds, replyFindings: nil,
            contentCommitment: nil)
    }
}

extension CallEnd {
    /// A call that hasn't ended.
    static let none = CallEnd(
        outcome: nil, code: nil, status: nil, costNanoUSD: nil, endedMilliseconds: nil,
        replyFindings: nil, contentCommitment: nil)
}

extension TryEnd {
    /// A try that hasn't ended.
    static func none(_ ordinal: Int64) -> TryEnd {
        TryEnd(
            ordinal: ordinal, outcome: nil, code: nil, status: nil, modelServed: nil,
            tierServed: nil, providerID: nil, usageSource: nil, usage: nil, costNanoUSD: nil,
            savedNanoUSD: nil, isOverHold: nil, firstByteMilliseconds: nil, totalMilliseconds: nil)
    }
}
