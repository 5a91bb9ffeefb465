import Policy
import Vocabulary

/// How far a call's limits are used, in header fields of the client's dialect.
///
/// Source: facts/protocols 4.1 and 4.3; Gemini has none of its own and gets OpenAI's.
enum LimitFields {
    /// The fields; none without limits.
    static func fields(
        _ standing: LimitStanding, in dialect: Dialect, at now: Timestamp
    ) -> [(name: String, value: String)] {
        fields("requests", standing.requests, dialect, now)
            + fields("tokens", standing.tokens, dialect, now)
    }

    private static func fields(
        _ kind: String, _ status: LimitStatus?, _ dialect: Dialect, _ now: Timestamp
    ) -> [(name: String, value: String)] {
        guard let status else { return [] }
        if dialect == .anthropic {
            let name = "anthropic-ratelimit-\(kind)"
            let reset = now.advanced(byMilliseconds: status.resetSeconds * 1000)
            return [
                ("\(name)-limit", "\(status.limit)"), ("\(name)-remaining", "\(status.remaining)"),
                ("\(name)-reset", String(reset.text.prefix(19)) + "Z"),
            ]
        }
        return [
            ("x-ratelimit-limit-\(kind)", "\(status.limit)"),
            ("x-ratelimit-remaining-\(kind)", "\(status.remaining)"),
            ("x-ratelimit-reset-\(kind)", goDuration(status.resetSeconds)),
        ]
    }

    /// As Go writes durations: `59s`, `1m1s`.
    private static func goDuration(_ seconds: Int64) -> String {
        seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60)s"
    }
}

extension LimitRefusal {
    /// What the header fields of the refusal say.
    var standing: LimitStanding {
        var standing = LimitStanding()
        let status = LimitStatus(
            limit: limit, remaining: 0, resetSeconds: retryAfterSeconds ?? 61)
        switch rule {
        case .requests: standing.requests = status
        case .tokens: standing.tokens = status
        case .parallel: break
        }
        return standing
    }
}
