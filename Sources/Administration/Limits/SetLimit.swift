import Clients
import Policy

/// Puts limits in the place of a client's or token's; none at all take them away.
package struct SetLimit: UseCase {
    package static let name = "limit.set"
    /// `client:NAME` or `token:ID`.
    package let subject: String
    package let rpm: Int64?
    package let tpm: Int64?
    package let parallel: Int64?

    package init(subject: String, rpm: Int64? = nil, tpm: Int64? = nil, parallel: Int64? = nil) {
        self.subject = subject
        self.rpm = rpm
        self.tpm = tpm
        self.parallel = parallel
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> LimitEntry {
        let limits = RateLimits(
            requestsPerMinute: rpm, tokensPerMinute: tpm, parallelCalls: parallel)
        return try await office.change { database, now in
            let subject = try SubjectText.subject(subject, in: database)
            try LimitStore.set(limits, for: subject, at: now, in: database)
            return LimitEntry(try SubjectName.text(subject, in: database), limits)
        }
    }
}

/// Limits as answers show them; `nil` limits nothing.
package struct LimitEntry: Codable, Sendable {
    package let subject: String
    package let rpm: Int64?
    package let tpm: Int64?
    package let parallel: Int64?

    init(_ subject: String, _ limits: RateLimits) {
        self.subject = subject
        rpm = limits.requestsPerMinute
        tpm = limits.tokensPerMinute
        parallel = limits.parallelCalls
    }
}
