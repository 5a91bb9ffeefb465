/// A failure that a provider reports, in no dialect's words (facts/protocols 5.9).
package struct ProviderFault: Error, Equatable, Sendable {
    /// What it is.
    package enum Kind: String, CaseIterable, Sendable {
        /// The request is wrong.
        case badRequest = "bad_request"
        /// The prompt is longer than the model takes.
        case contextTooLong = "context_too_long"
        /// The key is refused.
        case authentication
        /// The account has no money or quota left.
        case billing
        /// The key may not do that.
        case permission
        /// There is no such model or object.
        case notFound = "not_found"
        /// Too many requests or tokens.
        case rateLimited = "rate_limited"
        /// The request is too large.
        case tooLarge = "too_large"
        /// The provider has too much to do.
        case overloaded
        /// The provider took too long.
        case timeout
        /// The provider failed.
        case serverError = "server_error"
        /// The stream ended before its dialect's end.
        case broken
        /// What came isn't of its dialect.
        case malformed
    }

    /// What it is.
    package var kind: Kind
    /// The provider's words. Not for clients before keys and other secrets are taken out.
    package var message: String
    /// The status that was sent, or that the error names.
    package var status: Int?
    /// The provider's code (`context_length_exceeded`, `RESOURCE_EXHAUSTED`, …).
    package var code: String?
    /// The field it is about.
    package var param: String?
    /// When to come back, in seconds, where the body says it; a quota of the day says a day.
    package var retryAfterSeconds: Int64?

    /// A fault.
    package init(
        _ kind: Kind, _ message: String, status: Int? = nil, code: String? = nil,
        param: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.param = param
    }

    /// The stream ended before its end.
    package static let broken = ProviderFault(
        .broken, "The provider's stream broke off before its end.")

    /// One sentence for a client, without the provider's words.
    package var publicMessage: String {
        switch kind {
        case .badRequest: "The provider refused the request."
        case .contextTooLong: "The prompt is longer than the model takes. Shorten it."
        case .authentication, .permission, .billing:
            "The provider refused the gateway's key. Tell the operator."
        case .notFound: "The provider doesn't know the model or object."
        case .rateLimited: "The provider limits its rate. Try again later."
        case .tooLarge: "The request is too large for the provider. Send a shorter one."
        case .overloaded: "The provider has too much to do. Try again later."
        case .timeout: "The provider didn't answer in time. Try again."
        case .serverError: "The provider failed while it answered. Try again."
        case .broken: "The provider's stream broke off before its end. Try again."
        case .malformed: "The provider sent something that isn't of its protocol. Try again."
        }
    }

    /// May the same request succeed later without a change?
    package var mayRetry: Bool {
        switch kind {
        case .rateLimited, .overloaded, .timeout, .serverError, .broken, .malformed: true
        default: false
        }
    }
}
