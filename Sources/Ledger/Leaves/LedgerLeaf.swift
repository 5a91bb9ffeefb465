import Journal
import Vocabulary

/// The leaves of the ledger's rows; docs/ledger.md has them byte for byte.
///
/// Each is built from the row's values alone, once when they are written and again by whoever checks.
enum LedgerLeaf {
    /// A call that may go on, with its first try.
    case intent(CallFacts, TryFacts)
    /// A call that was refused before any try.
    case refusal(CallFacts, CallEnd)
    /// A further try, of the call with that number and id.
    case attempt(TryFacts, call: Int64, Identifier)
    /// A try that ended and wasn't the call's last.
    case attemptEnd(TryEnd, call: Int64, Identifier)
    /// The end of a call, with its last try.
    case outcome(CallEnd, TryEnd, call: Int64, Identifier)
    /// What calls name by number: a rule and its reason.
    case decision(number: Int64, rule: String, reason: String)
    /// What calls name by number: budgets' windows.
    case scope(number: Int64, windows: String)

    /// Builds the leaf.
    ///
    /// - Parameter key: The log's text key.
    func write(to text: inout LeafText, key: [UInt8], _ tree: TreeHash) {
        text.begin()
        switch self {
        case .intent(let call, let attempt):
            Self.write(call, attempt, to: &text, key, tree)
        case .refusal(let call, let end):
            Self.write(call, end, to: &text, key, tree)
        case .attempt(let attempt, let call, let id):
            Self.write(attempt, call, id, to: &text, key, tree)
        case .attemptEnd(let end, let call, let id):
            text.beginTexts(key)
            Self.write(end, to: &text)
            text.add("call", id)
            text.add("leaf", "attempt_end")
            text.add("number", call)
            text.add("texts", textsBy: tree)
        case .outcome(let end, let attempt, let call, let id):
            Self.write(end, attempt, call, id, to: &text, key, tree)
        case .decision(let number, let rule, let reason):
            text.beginTexts(key)
            text.commit("u", rule)
            text.commit("w", reason)
            text.add("decision", number)
            text.add("leaf", "decision")
            text.add("texts", textsBy: tree)
        case .scope(let number, let windows):
            text.add("leaf", "scope")
            text.add("scope", number)
            text.add("windows", windows)
            text.add("v", LeafText.version)
            text.end()
            return
        }
        text.add("v", LeafText.version)
        text.end()
    }

    private static func write(
        _ call: CallFacts, _ attempt: TryFacts, to text: inout LeafText, _ key: [UInt8],
        _ tree: TreeHash
    ) {
        text.beginTexts(key)
        text.commit("f", call.findings)
        text.commit("m", call.model)
        text.commit("s", attempt.modelSent)
        text.add("at", call.beganMilliseconds)
        text.add("attempt", attempt.id)
        text.add("attempt_at", attempt.beganMilliseconds)
        text.add("bytes", call.requestBytes)
        text.add("call", call.id)
        text.add("client", call.client)
        text.add("decision", call.decision)
        text.add("dialect", call.dialect)
        text.add("endpoint", call.endpoint)
        text.add("factor", attempt.factor)
        text.add("hold", attempt.holdNanoUSD)
        text.add("key_version", attempt.keyVersion)
        text.add("leaf", "intent")
        text.add("number", call.number)
        text.add("ordinal", attempt.ordinal)
        text.add("price", attempt.price)
        text.add("scope", call.scope)
        text.add("stream", call.isStream)
        text.add("texts", textsBy: tree)
        text.add("token", call.token)
        text.add("upstream", attempt.upstream)
    }

    private static func write(
        _ call: CallFacts, _ end: CallEnd, to text: inout LeafText, _ key: [UInt8],
        _ tree: TreeHash
    ) {
        text.beginTexts(key)
        text.commit("f", call.findings)
        text.commit("m", call.model)
        text.add("at", call.beganMilliseconds)
        text.add("bytes", call.requestBytes)
        text.add("call", call.id)
        text.add("client", call.client)
        text.add("code", end.code)
        text.add("cost", end.costNanoUSD)
        text.add("decision", call.decision)
        text.add("dialect", call.dialect)
        text.add("ended", end.endedMilliseconds)
        text.add("endpoint", call.endpoint)
        text.add("leaf", "refusal")
        text.add("number", call.number)
        text.add("outcome", end.outcome)
        text.add("scope", call.scope)
        text.add("status", end.status)
        text.add("stream", call.isStream)
        text.add("texts", textsBy: tree)
        text.add("token", call.token)
    }

    private static func write(
        _ attempt: TryFacts, _ call: Int64, _ id: Identifier, to text: inout LeafText,
        _ key: [UInt8], _ tree: TreeHash
    ) {
        text.beginTexts(key)
        text.commit("s", attempt.modelSent)
        text.add("at", attempt.beganMilliseconds)
        text.add("attempt", attempt.id)
        text.add("call", id)
        text.add("factor", attempt.factor)
        text.add("hold", attempt.holdNanoUSD)
        text.add("key_version", attempt.keyVersion)
        text.add("leaf", "attempt")
        text.add("number", call)
        text.add("ordinal", attempt.ordinal)
        text.add("price", attempt.price)
        text.add("texts", textsBy: tree)
        text.add("upstream", attempt.upstream)
    }

    private static func write(
        _ end: CallEnd, _ attempt: TryEnd, _ call: Int64, _ id: Identifier,
        to text: inout LeafText, _ key: [UInt8], _ tree: TreeHash
    ) {
        text.beginTexts(key)
        write(attempt, to: &text)
        text.commit("c", bytes: end.contentCommitment)
        text.commit("r", end.replyFindings)
        text.add("at", end.endedMilliseconds)
        text.add("call", id)
        text.add("code", end.code)
        text.add("cost", end.costNanoUSD)
        text.add("leaf", "outcome")
        text.add("number", call)
        text.add("outcome", end.outcome)
        text.add("status", end.status)
        text.add("texts", textsBy: tree)
    }

    /// The end of a try: keys that stand before all others, and its texts.
    private static func write(_ end: TryEnd, to text: inout LeafText) {
        text.commit("p", end.providerID)
        text.commit("t", end.tierServed)
        text.commit("v", end.modelServed)
        text.add("a_code", end.code)
        text.add("a_cost", end.costNanoUSD)
        text.add("a_first_ms", end.firstByteMilliseconds)
        if let usage = end.usage { text.add("a_meters", usage) }
        text.add("a_ms", end.totalMilliseconds)
        text.add("a_ordinal", end.ordinal)
        text.add("a_outcome", end.outcome)
        text.add("a_over", end.isOverHold)
        text.add("a_saved", end.savedNanoUSD)
        text.add("a_status", end.status)
        text.add("a_usage", end.usageSource)
    }
}

extension Journal {
    /// Builds a leaf and takes it.
    @discardableResult
    func append(_ leaf: LedgerLeaf) -> EntryReceipt {
        leaf.write(to: &text, key: identity.textKey, tree)
        return append()
    }
}
