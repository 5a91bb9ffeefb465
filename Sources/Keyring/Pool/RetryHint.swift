import Vocabulary

/// When a provider says to come back, in each provider's form (facts/protocols 5.12).
///
/// What can't be meant (negative, not a number, in the past) is as if it weren't there; `BenchReason` bounds the rest.
package enum RetryHint {
    /// Nothing longer than this is believed, in milliseconds; longer hints count as this.
    static let most: Int64 = 32 * 86_400_000

    /// The milliseconds to wait; `nil` when nothing usable is said.
    ///
    /// - Parameters:
    ///   - body: What the error's body asks, in seconds; a quota of the day says a day, and then wins.
    ///   - field: The value of a header field, by its name in lower case.
    ///   - now: The moment the answer came.
    package static func milliseconds(
        body: Int64?, at now: Timestamp, field: (String) -> String?
    ) -> Int64? {
        let told = body.flatMap { $0 >= 0 ? min($0, most / 1000) * 1000 : nil }
        if let told, told >= 86_400_000 { return told }
        if let text = field("retry-after-ms"), let wait = decimal(text, scale: 1) { return wait }
        if let text = field("retry-after") {
            if let wait = decimal(text, scale: 1000) { return wait }
            if let moment = HTTPDate.moment(text), moment > now { return until(moment, now) }
        }
        return told ?? resets(at: now, field: field)
    }

    /// What the fields of limits say: those that have nothing left, else the one that ends first.
    private static func resets(at now: Timestamp, field: (String) -> String?) -> Int64? {
        var (spent, other): (Int64?, Int64?) = (nil, nil)
        for (prefix, suffix, kinds) in families {
            for kind in kinds {
                guard let text = field("\(prefix)\(kind)\(suffix)"), let wait = wait(text, now)
                else { continue }
                let remaining = suffix.isEmpty ? "remaining-\(kind)" : "\(kind)-remaining"
                let stem = suffix.isEmpty ? prefix.dropLast("reset-".count) : prefix[...]
                if field("\(stem)\(remaining)").flatMap({ decimal($0, scale: 1) }) == 0 {
                    spent = max(spent ?? 0, wait)
                } else {
                    other = min(other ?? .max, wait)
                }
            }
        }
        for name in ["x-ratelimit-reset", "ratelimit-reset", "ratelimitbysize-reset"] {
            guard let wait = field(name).flatMap({ Self.wait($0, now) }) else { continue }
            other = min(other ?? .max, wait)
        }
        return spent ?? other
    }

    private static let families = [
        ("x-ratelimit-reset-", "", ["requests", "tokens"]),
        (
            "anthropic-ratelimit-", "-reset",
            ["requests", "tokens", "input-tokens", "output-tokens"]
        ),
    ]

    /// A moment (RFC 3339, or seconds or milliseconds since 1970), a duration (`6m0s`, `20ms`) or plain seconds.
    private static func wait(_ text: String, _ now: Timestamp) -> Int64? {
        if let moment = Timestamp(text) { return moment > now ? until(moment, now) : nil }
        if let duration = GoDuration.milliseconds(text) { return min(duration, most) }
        guard let plain = decimal(text, scale: 1000) else { return nil }
        guard plain >= 1_000_000_000_000 || plain == most else { return plain }
        // As a count of seconds this would be a date, or, a thousand times larger, one in milliseconds.
        guard let count = Int64(text) else { return nil }
        let moment = Timestamp(milliseconds: count >= 100_000_000_000 ? count : count * 1000)
        return moment > now ? until(moment, now) : nil
    }

    private static func until(_ moment: Timestamp, _ now: Timestamp) -> Int64 {
        let (wait, overflow) = moment.milliseconds.subtractingReportingOverflow(now.milliseconds)
        return overflow ? most : min(wait, most)
    }

    /// A decimal number, zero or more, times `scale`, rounded up; `nil` for anything else.
    static func decimal(_ text: some StringProtocol, scale: Int64) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.allSatisfy(isDigit) else {
            return nil
        }
        var value = (Int64(whole) ?? .max).multipliedReportingOverflow(by: scale)
        if value.overflow { value = (most, false) }
        guard parts.count == 2 else { return min(value.partialValue, most) }
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(isDigit) else { return nil }
        let digits = parts[1].prefix(9)
        var unit: Int64 = 1
        for _ in digits.utf8 { unit *= 10 }
        let part = ((Int64(digits) ?? 0) * scale + unit - 1) / unit
        return min(min(value.partialValue, most) + part, most)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

/// Durations as Go writes them: `1h2m3.5s`, `20ms` (pkg.go.dev/time#ParseDuration).
enum GoDuration {
    /// The milliseconds, rounded up; `nil` for anything else.
    static func milliseconds(_ text: String) -> Int64? {
        var rest = text[...]
        var sum: Int64 = 0
        guard !rest.isEmpty, rest.utf8.count <= 64 else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let scale: Int64
            switch unit {
            case "ms": scale = 1
            case "s": scale = 1_000
            case "m": scale = 60_000
            case "h": scale = 3_600_000
            case "us", "µs", "ns": scale = 0
            default: return nil
            }
            guard let part = RetryHint.decimal(number, scale: max(1, scale)) else { return nil }
            sum = min(sum + (scale == 0 ? min(part, 1) : part), RetryHint.most)
        }
        return sum
    }
}

/// The three forms of dates in HTTP (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment; `nil` for anything else.
    static func moment(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        let isOld = words.count == 5
        // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT; Sun Nov  6 08:49:37 1994
        let (day, name, time): (String, String, String)
        var year: String
        if words.count == 6, words[5] == "GMT" {
            (day, name, year, time) = (words[1], words[2], words[3], words[4])
        } else if isOld {
            (day, name, year, time) = (words[2], words[1], words[4], words[3])
        } else {
            return nil
        }
        if year.count == 2, let short = Int(year) {
            year = String(short < 70 ? 2000 + short : 1900 + short)
        }
        guard let month = months.firstIndex(of: name), let day = Int(day), (1...31).contains(day)
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return Timestamp("\(year)-\(two(month + 1))-\(two(day))T\(time)Z")
    }
}
