/// How much of one client or token may happen at once; `nil` limits nothing.
package struct RateLimits: Hashable, Sendable {
    /// Requests in any sixty seconds.
    package var requestsPerMinute: Int64?
    /// Tokens in any sixty seconds, input and output together.
    package var tokensPerMinute: Int64?
    /// Calls under way at the same time.
    package var parallelCalls: Int64?

    /// The most that any of them may name.
    package static let max: Int64 = 1_000_000_000_000

    /// Limits; none unless given.
    package init(
        requestsPerMinute: Int64? = nil, tokensPerMinute: Int64? = nil, parallelCalls: Int64? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.parallelCalls = parallelCalls
    }

    /// Does it limit nothing?
    package var isEmpty: Bool {
        requestsPerMinute == nil && tokensPerMinute == nil && parallelCalls == nil
    }
}

/// Whose limit or budget it is: a client or a token, by its number in the directory.
package struct PolicySubject: Hashable, Sendable {
    /// What the number counts.
    package enum Kind: String, CaseIterable, Sendable {
        case client, token
    }

    /// What the number counts.
    package let kind: Kind
    /// The number in the directory.
    package let number: Int64

    /// A subject.
    package init(_ kind: Kind, _ number: Int64) {
        self.kind = kind
        self.number = number
    }
}
