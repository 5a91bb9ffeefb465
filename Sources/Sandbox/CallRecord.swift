import Vocabulary

/// One call that the sandbox accepted, as it counts it.
package struct CallRecord: Equatable, Sendable {
    /// Counts from one, in the order of arrival.
    package let number: Int64
    /// What the client spoke.
    package let dialect: Dialect
    /// The model name as it came, options included.
    package let model: String
    /// FNV-1a of the credential in hexadecimal digits: equal for equal ones.
    package let credentialDigest: String
    /// The last four characters of the credential.
    package let credentialLast4: String
    /// What the client calls it: its `bursar-call` or `x-request-id` header.
    package let clientID: String?
    /// Whether a stream was asked for.
    package let isStream: Bool
    /// The status it is answered with.
    package let status: Int
    /// When it arrived.
    package let startedAt: Timestamp
    /// What was served: the input once accepted, the output as far as it went; nothing for a
    /// refusal.
    package var usage: TokenUsage
    /// How it ended.
    package var outcome = Outcome.open
    /// How long it took, once it is over.
    package var durationMilliseconds: Int64?

    /// How a call ended.
    package enum Outcome: String, CaseIterable, Sendable {
        /// Not yet.
        case open
        /// The last byte was handed to the network.
        case completed
        /// The client went away before.
        case aborted
        /// The script broke it off.
        case broken
        /// It was refused, by the script.
        case refused
    }

    /// What the sandbox calls it, in the headers of its answer.
    package var requestID: String { Self.requestID(number) }

    /// The id of the call with a number.
    static func requestID(_ number: Int64) -> String {
        let text = String(number)
        return "req_sandbox" + String(repeating: "0", count: max(0, 10 - text.count)) + text
    }
}

/// What the calls of one model come to.
package struct CallTotals: Equatable, Sendable {
    /// How many calls there were.
    package var calls: Int64 = 0
    /// How many ended each way.
    package var outcomes: [CallRecord.Outcome: Int64] = [:]
    /// What was served in all.
    package var usage = TokenUsage()

    /// Adds what a call was served.
    mutating func add(_ added: TokenUsage) {
        for meter in Meter.allCases { usage[meter] &+= added[meter] }
    }
}

extension TokenUsage {
    /// The input alone.
    var withoutOutput: TokenUsage {
        var usage = self
        usage.visibleOutput = 0
        usage.reasoning = 0
        return usage
    }
}
