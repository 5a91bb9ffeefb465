import Vocabulary

/// Rates that hold in the place of a price's own where a call meets a condition: a service tier that served it, a long
/// input, a time of day. They replace the rates of the whole call; what they don't name stays as it is.
package struct RateCase: Hashable, Sendable {
    /// The tier that served, in `ServiceTier`'s words; empty for the usual one.
    package let tier: String
    /// How long the input must be; `nil` for any.
    package let threshold: InputThreshold?
    /// The time of day at which the call must begin; `nil` for any.
    package let window: DayWindow?
    /// What it says.
    package let rates: Rates

    /// A case of a price.
    package init(
        tier: String = "", threshold: InputThreshold? = nil, window: DayWindow? = nil, rates: Rates
    ) {
        self.tier = tier
        self.threshold = threshold
        self.window = window
        self.rates = rates
    }

    /// The condition in words, such as `flex, input over 272000, 16:30 to 00:30 UTC`.
    package var condition: String {
        [tier.isEmpty ? nil : tier, threshold.map { "input \($0)" }, window.map { "\($0) UTC" }]
            .compactMap { $0 }.joined(separator: ", ")
    }

    /// Which of two cases that both apply is the more specific: the one with a tier, then the higher threshold, then
    /// the one with a time of day.
    func isMoreSpecific(than other: RateCase) -> Bool {
        rank > other.rank
    }

    private var rank: (Int, Int64, Int) {
        (tier.isEmpty ? 0 : 1, threshold?.tokensMin ?? 0, window == nil ? 0 : 1)
    }
}

/// From how long an input on a case holds: all of it, what was read from and written to caches included.
package struct InputThreshold: Hashable, Sendable, CustomStringConvertible {
    /// The number the provider names.
    package let tokens: Int64
    /// Does it hold at that number already, or only above it?
    package let startsAt: Bool

    /// `nil` for a negative number or one that nothing is above.
    package init?(tokens: Int64, startsAt: Bool) {
        guard tokens >= 0, tokens < .max else { return nil }
        self.tokens = tokens
        self.startsAt = startsAt
    }

    /// Reads `>272000` and `>=200000`.
    package init?(_ text: some StringProtocol) {
        let startsAt = text.hasPrefix(">=")
        guard text.hasPrefix(">"), let tokens = Int64(text.dropFirst(startsAt ? 2 : 1)) else {
            return nil
        }
        self.init(tokens: tokens, startsAt: startsAt)
    }

    /// The smallest input that meets it.
    package var tokensMin: Int64 { startsAt ? tokens : tokens + 1 }

    package var description: String { startsAt ? "of \(tokens) or more" : "over \(tokens)" }
}

/// A time of day in UTC, half open; one that ends before it starts goes over midnight.
package struct DayWindow: Hashable, Sendable, CustomStringConvertible {
    /// Minutes after midnight, 0 to 1439.
    package let start: Int
    /// Minutes after midnight, 0 to 1439; another one than `start`.
    package let end: Int

    /// `nil` for anything but two different minutes of a day.
    package init?(start: Int, end: Int) {
        guard (0..<1_440).contains(start), (0..<1_440).contains(end), start != end else {
            return nil
        }
        self.start = start
        self.end = end
    }

    /// Reads `00:30-16:30`.
    package init?(_ text: some StringProtocol) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = Self.minute(ends[0]), let end = Self.minute(ends[1])
        else { return nil }
        self.init(start: start, end: end)
    }

    /// Minutes after midnight of `16:30`, or `16:30:00` with or without a `Z`.
    package static func minute(_ text: some StringProtocol) -> Int? {
        let text = text.hasSuffix("Z") ? text.dropLast() : text[...]
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }),
            parts.count == 2 || parts[2] == "00", let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// Is a moment in it?
    package func contains(_ moment: Timestamp) -> Bool {
        let day: Int64 = 86_400_000
        let minute = Int(((moment.milliseconds % day) + day) % day / 60_000)
        return start < end
            ? minute >= start && minute < end : minute >= start || minute < end
    }

    package var description: String { "\(Self.text(start)) to \(Self.text(end))" }

    private static func text(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}

/// The names of service tiers, whatever a provider calls them.
package enum ServiceTier {
    /// What a provider's word for the tier that served is in the price book; empty for the usual one.
    ///
    /// Sources: facts/protocols 4.1 to 4.4; Anthropic's `standard`, Google's `SERVICE_TIER_` words, Groq's `on_demand`.
    package static func named(_ served: String?) -> String {
        guard let served, !served.isEmpty else { return "" }
        var word = served.lowercased()
        if word.hasPrefix("service_tier_") { word = String(word.dropFirst(13)) }
        return usual.contains(word) ? "" : word
    }

    /// Words for the usual tier. `auto` in an answer says nothing; `scale` is paid for beforehand.
    private static let usual: Set<String> = [
        "default", "standard", "standard_only", "auto", "scale", "on_demand", "performance",
        "unspecified", "standard_tier",
    ]
}
