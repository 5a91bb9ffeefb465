/// What a provider counts and charges for, each unit in exactly one meter.
///
/// Sources: facts/protocols 5.2; the meters are disjoint, so that their prices may be summed.
package enum Meter: String, CaseIterable, Sendable {
    case freshInput = "fresh_input"
    case cacheRead = "cache_read"
    case cacheWrite5m = "cache_write_5m"
    case cacheWrite1h = "cache_write_1h"
    case visibleOutput = "visible_output"
    case reasoning
    case audioInput = "audio_input"
    case audioOutput = "audio_output"
    case images
    case searches
}

/// How many units an attempt used in each meter; never negative.
package struct TokenUsage: Hashable, Sendable {
    package var freshInput: Int64 = 0
    package var cacheRead: Int64 = 0
    package var cacheWrite5m: Int64 = 0
    package var cacheWrite1h: Int64 = 0
    package var visibleOutput: Int64 = 0
    package var reasoning: Int64 = 0
    package var audioInput: Int64 = 0
    package var audioOutput: Int64 = 0
    package var images: Int64 = 0
    package var searches: Int64 = 0

    package init() {}

    /// The units of one meter.
    package subscript(meter: Meter) -> Int64 {
        get {
            switch meter {
            case .freshInput: freshInput
            case .cacheRead: cacheRead
            case .cacheWrite5m: cacheWrite5m
            case .cacheWrite1h: cacheWrite1h
            case .visibleOutput: visibleOutput
            case .reasoning: reasoning
            case .audioInput: audioInput
            case .audioOutput: audioOutput
            case .images: images
            case .searches: searches
            }
        }
        set {
            switch meter {
            case .freshInput: freshInput = newValue
            case .cacheRead: cacheRead = newValue
            case .cacheWrite5m: cacheWrite5m = newValue
            case .cacheWrite1h: cacheWrite1h = newValue
            case .visibleOutput: visibleOutput = newValue
            case .reasoning: reasoning = newValue
            case .audioInput: audioInput = newValue
            case .audioOutput: audioOutput = newValue
            case .images: images = newValue
            case .searches: searches = newValue
            }
        }
    }

    /// All billed input tokens: fresh, cache reads, cache writes and audio; 64 bits' most when they
    /// are more.
    package var inputTokens: Int64 {
        Self.sum(freshInput, cacheRead, cacheWrite5m, cacheWrite1h, audioInput)
    }

    /// All billed output tokens: visible, reasoning and audio; 64 bits' most when they are more.
    package var outputTokens: Int64 { Self.sum(visibleOutput, reasoning, audioOutput) }

    /// A provider may report any number; adding them up mustn't end us.
    private static func sum(_ units: Int64...) -> Int64 {
        units.reduce(0) { sum, units in
            let (next, overflow) = sum.addingReportingOverflow(units)
            return overflow ? .max : next
        }
    }
}

/// Where an attempt's usage comes from.
package enum UsageSource: String, CaseIterable, Sendable {
    /// The provider said so, zeros included.
    case reported
    /// Bursar counted what it saw; the books mark it.
    case estimated
    /// Nothing was generated, so there is nothing to count.
    case none
}
