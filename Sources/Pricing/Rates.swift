import Vocabulary

/// The rates of a price, meter by meter; `nil` means that none was given, which isn't zero.
package struct Rates: Hashable, Sendable {
    package var freshInput: Rate?
    package var cacheRead: Rate?
    package var cacheWrite5m: Rate?
    package var cacheWrite1h: Rate?
    package var visibleOutput: Rate?
    package var reasoning: Rate?
    package var audioInput: Rate?
    package var audioOutput: Rate?
    package var images: Rate?
    package var searches: Rate?

    package init() {}

    /// The rate that was given for a meter.
    package subscript(meter: Meter) -> Rate? {
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

    /// Was no rate given at all?
    package var isEmpty: Bool { self == Rates() }

    /// The meter whose rate applies to a meter; `nil` if it can't be charged.
    ///
    /// A meter without a rate of its own takes another's: reasoning and audio output that of
    /// visible output; cache reads, five-minute cache writes and audio input that of fresh input;
    /// one-hour cache writes that of five-minute ones, else of fresh input. Images and searches
    /// aren't tokens and take nobody's.
    package func source(of meter: Meter) -> Meter? {
        if self[meter] != nil { return meter }
        switch meter {
        case .freshInput, .visibleOutput, .images, .searches: return nil
        case .reasoning, .audioOutput: return visibleOutput == nil ? nil : .visibleOutput
        case .cacheWrite1h where cacheWrite5m != nil: return .cacheWrite5m
        case .cacheRead, .cacheWrite5m, .cacheWrite1h, .audioInput:
            return freshInput == nil ? nil : .freshInput
        }
    }

    /// The rate that applies to a meter, its own or the one it takes; `nil` if it can't be charged.
    package func effective(_ meter: Meter) -> Rate? { source(of: meter).flatMap { self[$0] } }

    /// These rates, with those that another set names in their place.
    package func overlaid(by other: Rates?) -> Rates {
        guard let other else { return self }
        var rates = self
        for meter in Meter.allCases { if let rate = other[meter] { rates[meter] = rate } }
        return rates
    }

    /// The dearest rate that a token of input may have; `nil` if there is none.
    var dearestInput: Rate? {
        dearest([freshInput, cacheRead, cacheWrite5m, cacheWrite1h, audioInput])
    }

    /// The dearest rate that a token of output may have; `nil` if there is none.
    var dearestOutput: Rate? { dearest([visibleOutput, reasoning, audioOutput]) }

    private func dearest(_ rates: [Rate?]) -> Rate? { rates.lazy.compactMap { $0 }.max() }
}
