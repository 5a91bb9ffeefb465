import GRDB
import Keyring
import Pricing
import Vocabulary

/// A price as answers show it: US dollars for a million units, as exact decimals.
package struct PriceEntry: Codable, Sendable {
    /// The model's name at the provider, or a glob of names.
    package let model: String
    /// The upstream it is limited to.
    package let upstream: String?
    /// The provider whose upstreams it holds for.
    package let provider: String?
    package let from: String
    /// When a later price of the same glob takes its place; `nil` when none is set.
    package let until: String?
    /// Does it apply now? `nil` where that isn't asked.
    package let inForce: Bool?
    package let free: Bool
    package let inputUSD: String?
    package let outputUSD: String?
    package let cacheReadUSD: String?
    package let cacheWrite5mUSD: String?
    package let cacheWrite1hUSD: String?
    package let reasoningUSD: String?
    package let audioInputUSD: String?
    package let audioOutputUSD: String?
    package let imagesUSD: String?
    package let searchesUSD: String?
    /// Other rates under conditions; `nil` for none.
    package let cases: [RateCaseEntry]?
    /// `set`, `import` or `shipped`.
    package let source: String
    /// Who says so and when; `nil` for what an operator set.
    package let origin: String?

    init(
        _ price: Price, until end: Timestamp? = nil, at now: Timestamp? = nil, in database: Database
    ) throws {
        until = end?.text
        inForce = now.map { now in price.from <= now && end.map { $0 > now } ?? true }
        model = price.glob.pattern
        upstream = try price.upstream.flatMap {
            try UpstreamStore.find(number: $0, in: database)?.name
        }
        provider = price.provider
        cases = price.cases.isEmpty ? nil : price.cases.map(RateCaseEntry.init)
        origin = price.origin
        from = price.from.text
        free = price.isFree
        inputUSD = price.rates.freshInput?.dollarsPerMillion
        outputUSD = price.rates.visibleOutput?.dollarsPerMillion
        cacheReadUSD = price.rates.cacheRead?.dollarsPerMillion
        cacheWrite5mUSD = price.rates.cacheWrite5m?.dollarsPerMillion
        cacheWrite1hUSD = price.rates.cacheWrite1h?.dollarsPerMillion
        reasoningUSD = price.rates.reasoning?.dollarsPerMillion
        audioInputUSD = price.rates.audioInput?.dollarsPerMillion
        audioOutputUSD = price.rates.audioOutput?.dollarsPerMillion
        imagesUSD = price.rates.images?.dollarsPerMillion
        searchesUSD = price.rates.searches?.dollarsPerMillion
        source = price.source.rawValue
    }
}

/// Rates under a condition, as answers show them.
package struct RateCaseEntry: Codable, Sendable {
    /// The condition in words, such as `flex, input over 272000`.
    package let condition: String
    /// By the meters' names, US dollars for a million units; what isn't there stays as it is.
    package let usdPerMillion: [String: String]

    init(_ rateCase: RateCase) {
        condition = rateCase.condition
        usdPerMillion = Dictionary(
            Meter.allCases.compactMap { meter in
                rateCase.rates[meter].map { (meter.rawValue, $0.dollarsPerMillion) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
