import Ledger
import Vocabulary

/// A call as answers show it.
package struct CallEntry: Codable, Sendable {
    package let id: String
    package let client: String
    /// The token's public id.
    package let token: String
    package let dialect: String
    package let endpoint: String
    /// The name the client asked for.
    package let model: String
    package let stream: Bool
    package let beganAt: String
    package let endedAt: String?
    /// `ok`, `refused`, `failed`, `client_closed`, `abandoned`; `nil` while it is under way.
    package let outcome: String?
    /// A closed code that says why it did not go well.
    package let code: String?
    /// The HTTP status the client was sent.
    package let status: Int?
    /// The rule that decided, and its reason.
    package let rule: String?
    package let reason: String?
    package let requestBytes: Int64
    package let costUSD: String?
    package let costNanoUSD: Int64?
    /// What redaction found in the request, and in the answer; `nil` for nothing.
    package let findings: [FindingEntry]?
    package let replyFindings: [FindingEntry]?
    /// What may not fit the restored text, such as `citations-moved`.
    package let replyNotes: [String]?
    /// Commits to the bodies that policy kept, in hexadecimal; `nil` when it kept none.
    package let contentCommitment: String?
    /// What it costs by now: with what was learned later; `nil` where nothing was.
    package let netUSD: String?
    package let netNanoUSD: Int64?
    /// What was learned later about its cost; `nil` for nothing, and in lists.
    package let adjustments: [AdjustmentEntry]?
    package private(set) var attempts: [AttemptEntry]

    /// Without key, upstream and the provider's ids: what the client whose call it is may see.
    package var forItsClient: CallEntry {
        var entry = self
        entry.attempts = attempts.map(\.forItsClient)
        return entry
    }

    /// - Parameter call: With its attempts.
    package init(_ call: CallRecord) {
        id = call.id.description
        client = call.client
        token = call.token
        dialect = call.dialect
        endpoint = call.endpoint
        model = call.model
        stream = call.isStream
        beganAt = call.began.text
        endedAt = call.ended?.text
        outcome = call.outcome
        code = call.code
        status = call.status
        rule = call.rule
        reason = call.reason
        requestBytes = call.requestBytes
        costUSD = call.cost?.dollars
        costNanoUSD = call.cost?.nanoUSD
        findings = FindingEntry.list(call.findings)
        replyFindings = FindingEntry.list(call.replyFindings)
        replyNotes = call.replyFindings.flatMap { $0.notes.isEmpty ? nil : $0.notes }
        contentCommitment = call.contentCommitment.map { Hexadecimal.text($0) }
        let adjusted = call.adjustments.reduce(Int64(0)) { $0 + $1.amount.nanoUSD }
        let net =
            call.adjustments.isEmpty ? nil : call.cost.flatMap { $0.adding(NanoUSD(adjusted)) }
        netUSD = net?.dollars
        netNanoUSD = net?.nanoUSD
        adjustments =
            call.adjustments.isEmpty ? nil : call.adjustments.map(AdjustmentEntry.init)
        attempts = call.attempts.map(AttemptEntry.init)
    }
}

/// How often a detector fired in one side of a call, and what was done; never what it found.
package struct FindingEntry: Codable, Sendable {
    package let detector: String
    /// `tokenise`, `mask` or `block`.
    package let action: String
    package let count: Int

    static func list(_ findings: CallFindings?) -> [FindingEntry]? {
        guard let items = findings?.items, !items.isEmpty else { return nil }
        return items.map {
            FindingEntry(detector: $0.detector, action: $0.action, count: $0.count)
        }
    }
}

/// What was learned later about an attempt's cost.
package struct AdjustmentEntry: Codable, Sendable {
    /// The try's place within the call.
    package let attempt: Int
    /// `rerate` or `manual`.
    package let kind: String
    package let reason: String
    package let amountUSD: String
    package let amountNanoUSD: Int64
    package let madeAt: String

    init(_ adjustment: Adjustment) {
        attempt = adjustment.attempt
        kind = adjustment.kind.rawValue
        reason = adjustment.reason
        amountUSD = adjustment.amount.dollars
        amountNanoUSD = adjustment.amount.nanoUSD
        madeAt = adjustment.made.text
    }
}

/// One try at an upstream as answers show it.
package struct AttemptEntry: Codable, Sendable {
    package let id: String
    package let ordinal: Int
    /// `nil`, as all of the key and the provider's id, for the client whose call it is.
    package private(set) var upstream: String?
    /// The key's public id.
    package private(set) var key: String?
    /// What operators call the key.
    package private(set) var keyName: String?
    package private(set) var keyVersion: Int64?
    package let modelSent: String
    package let modelServed: String
    package let tierServed: String?
    package private(set) var providerId: String?
    package let beganAt: String
    package let outcome: String?
    package let code: String?
    package let status: Int?
    package let usageSource: String?
    package let freshInputTokens: Int64
    package let cacheReadTokens: Int64
    package let cacheWrite5mTokens: Int64
    package let cacheWrite1hTokens: Int64
    package let visibleOutputTokens: Int64
    package let reasoningTokens: Int64
    package let audioInputTokens: Int64
    package let audioOutputTokens: Int64
    package let images: Int64
    package let searches: Int64
    package let holdNanoUSD: Int64
    /// Did it cost more than was held for it?
    package let overHold: Bool
    package let costUSD: String?
    package let costNanoUSD: Int64?
    package let firstByteMs: Int64?
    package let totalMs: Int64?

    /// Without key, upstream and the provider's id.
    var forItsClient: AttemptEntry {
        var entry = self
        (entry.upstream, entry.key, entry.keyName) = (nil, nil, nil)
        (entry.keyVersion, entry.providerId) = (nil, nil)
        return entry
    }

    init(_ attempt: AttemptRecord) {
        id = attempt.id.description
        ordinal = attempt.ordinal
        upstream = attempt.upstream
        key = attempt.key
        keyName = attempt.keyName
        keyVersion = attempt.keyVersion
        modelSent = attempt.modelSent
        modelServed = attempt.modelServed
        tierServed = attempt.tierServed
        providerId = attempt.providerID
        beganAt = attempt.began.text
        outcome = attempt.outcome
        code = attempt.code
        status = attempt.status
        usageSource = attempt.usageSource
        freshInputTokens = attempt.usage.freshInput
        cacheReadTokens = attempt.usage.cacheRead
        cacheWrite5mTokens = attempt.usage.cacheWrite5m
        cacheWrite1hTokens = attempt.usage.cacheWrite1h
        visibleOutputTokens = attempt.usage.visibleOutput
        reasoningTokens = attempt.usage.reasoning
        audioInputTokens = attempt.usage.audioInput
        audioOutputTokens = attempt.usage.audioOutput
        images = attempt.usage.images
        searches = attempt.usage.searches
        holdNanoUSD = attempt.hold.nanoUSD
        overHold = attempt.isOverHold
        costUSD = attempt.cost?.dollars
        costNanoUSD = attempt.cost?.nanoUSD
        firstByteMs = attempt.firstByteMilliseconds
        totalMs = attempt.totalMilliseconds
    }
}
