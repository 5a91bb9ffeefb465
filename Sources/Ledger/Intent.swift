import Journal
import Policy
import Vocabulary

/// A call that is about to be tried: what is written, and synced, before its first byte leaves.
package struct Intent: Sendable {
    /// Who called, by their numbers in the directory.
    package var caller: Caller
    package var request: RequestFacts
    package var attempt: AttemptIntent
    /// The windows of budgets that the call counts in.
    package var budgets: [BudgetHold]
    /// Why it may go on.
    package var decision: PolicyDecision?
    /// What redaction found in the request.
    package var findings: CallFindings?

    package init(
        caller: Caller, request: RequestFacts, attempt: AttemptIntent, budgets: [BudgetHold] = [],
        decision: PolicyDecision? = nil, findings: CallFindings? = nil
    ) {
        self.findings = findings
        self.caller = caller
        self.request = request
        self.attempt = attempt
        self.budgets = budgets
        self.decision = decision
    }
}

/// The client and the token of a call, by their numbers in the directory.
package struct Caller: Hashable, Sendable {
    package let client: Int64
    package let token: Int64

    package init(client: Int64, token: Int64) {
        self.client = client
        self.token = token
    }
}

/// What is known of a request when it is written down: numbers and codes, no text of the client but the model's name.
package struct RequestFacts: Sendable {
    package let id: Identifier
    package let dialect: Dialect
    /// The kind of route, such as `chat` or `messages`.
    package let endpoint: String
    /// The model the client asked for; at most 256 bytes.
    package let model: String
    package let isStream: Bool
    package let began: Timestamp
    package let bodyBytes: Int

    package init(
        id: Identifier, dialect: Dialect, endpoint: String, model: String, isStream: Bool,
        began: Timestamp,
        bodyBytes: Int
    ) {
        self.id = id
        self.dialect = dialect
        self.endpoint = endpoint
        self.model = model
        self.isStream = isStream
        self.began = began
        self.bodyBytes = bodyBytes
    }
}

/// One try at an upstream, with the worst that it may cost.
package struct AttemptIntent: Sendable {
    package let id: Identifier
    /// 1 for the first try of a call.
    package let ordinal: Int
    package let upstream: Int64
    package let keyVersion: Int64
    package let modelSent: String
    /// The price's number in the price book; `nil` when policy lets unpriced calls pass.
    package let price: Int64?
    /// The discount's number; `nil` for none.
    package let factor: Int64?
    package let hold: NanoUSD
    package let began: Timestamp

    package init(
        id: Identifier, ordinal: Int, upstream: Int64, keyVersion: Int64, modelSent: String,
        price: Int64?, factor: Int64? = nil, hold: NanoUSD, began: Timestamp
    ) {
        self.id = id
        self.ordinal = ordinal
        self.upstream = upstream
        self.keyVersion = keyVersion
        self.modelSent = modelSent
        self.price = price
        self.factor = factor
        self.hold = hold
        self.began = began
    }
}

/// A call that is under way: its row, and what settling needs to know of them without reading.
package struct OpenCall: Sendable {
    package let call: Int64
    package var intent: Intent
    /// The entry of its intent in the log; `nil` for calls of an earlier process.
    package var receipt: EntryReceipt?
    /// Its tries before the one that is under way.
    var earlier: [EndedTry] = []
}
