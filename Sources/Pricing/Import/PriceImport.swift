import Foundation
import GRDB
import Vocabulary
import Wire

/// A public price list, read and checked, before anything is changed.
package struct PriceImport: Sendable {
    /// The forms that can be read.
    package enum Form: String, CaseIterable, Sendable {
        /// BerriAI/litellm's `model_prices_and_context_window.json`.
        case litellm
        /// pydantic/genai-prices' `data.json` and `data_slim.json`, both versions.
        case genaiPrices = "genai-prices"
        /// Bursar's own `prices/book.csv`.
        case bursar
    }

    /// A model that was left out, and why.
    package struct Skipped: Codable, Hashable, Sendable {
        /// The provider's and the model's name.
        package let model: String
        /// Half a sentence.
        package let reason: String
    }

    /// What the file is.
    package let form: Form
    /// The prices it holds.
    package private(set) var changes: [PriceChange] = []
    /// The models it holds that can't be charged with what Bursar counts.
    package private(set) var skipped: [Skipped] = []

    /// The largest file.
    package static let bytesMax = 16 << 20
    /// The most prices of one file.
    package static let pricesMax = 50_000
    /// Ten thousand dollars for a million tokens: a dearer rate is a slip of the unit, not a price.
    package static let tokenRateMax = Rate(nanoUSDPerMillion: 10_000 * 1_000_000_000)
    /// Ten dollars for one search or image.
    package static let counterRateMax = Rate(nanoUSDPerMillion: 10_000_000 * 1_000_000_000)

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - provider: Only this provider's prices; `nil` for all.
    ///   - upstream: The number of the upstream they are to hold for; `nil` for each provider's own.
    ///   - origin: Who says so and when, for `price list`.
    /// - Throws: `.badBook`: it isn't one of the forms, or holds a rate that can't be one (negative, no number,
    ///   beyond reason). Nothing of such a file is taken.
    package init(
        _ bytes: [UInt8], provider: String?, upstream: Int64?, origin: String, at now: Timestamp
    ) throws(PricingFault) {
        guard bytes.count <= Self.bytesMax else {
            throw Self.fault("it is larger than 16 MiB")
        }
        guard let first = bytes.first(where: { ![0x20, 0x0a, 0x0d, 0x09].contains($0) }) else {
            throw Self.fault("it is empty")
        }
        var lines: [ImportedPrice] = []
        if first == UInt8(ascii: "p") {
            form = .bursar
            let shipped = try ShippedPrices.changes(in: bytes, at: now)
            lines = shipped.map(ImportedPrice.init)
        } else {
            let document: JSONDocument
            do {
                document = try JSONDocument(
                    parsing: bytes, limits: JSONLimits(nodesMax: 2_000_000, bytesMax: Self.bytesMax)
                )
            } catch { throw Self.fault("it isn't sound JSON (\(error.description))") }
            switch document.root.kind {
            case .object:
                form = .litellm
                lines = try LiteLLMPrices.read(document.root, into: &skipped)
            case .array:
                form = .genaiPrices
                lines = try GenAIPrices.read(document.root, into: &skipped)
            default: throw Self.fault("it is neither of the known price lists")
            }
        }
        lines = lines.filter { provider == nil || $0.provider == provider }
        guard !lines.isEmpty else {
            throw Self.fault(
                provider.map { "it holds no price of the provider \($0)" }
                    ?? "it holds no price that Bursar can charge")
        }
        guard lines.count <= Self.pricesMax else { throw Self.fault("it holds too many prices") }
        var known: Set<PriceKey> = []
        for line in lines {
            try line.check()
            let change = try line.change(
                upstream: upstream, origin: String(origin.prefix(256)), at: now)
            guard known.insert(PriceKey(change)).inserted else {
                skipped.append(
                    Skipped(model: line.name, reason: "is there twice; the first was taken"))
                continue
            }
            changes.append(change)
        }
    }

    /// What is wrong with a file, in one sentence.
    static func fault(_ what: String) -> PricingFault {
        PricingFault(.badBook, "The price list can't be imported: \(what). Nothing was changed.")
    }
}

/// One price of a list, whichever its form.
struct ImportedPrice {
    let provider: String
    let glob: String
    var from = Timestamp(milliseconds: 0)
    var rates: Rates?
    var cases: [RateCase] = []

    init(provider: String, glob: String, rates: Rates?) {
        self.provider = provider
        self.glob = glob
        self.rates = rates
    }

    init(_ change: PriceChange) {
        (provider, glob, from) = (change.provider ?? "", change.glob.pattern, change.from)
        (rates, cases) = (change.isFree ? nil : change.rates, change.cases)
    }

    /// The provider's and the model's name.
    var name: String { "\(provider)/\(glob)" }

    /// - Throws: `.badBook` for a rate beyond reason.
    func check() throws(PricingFault) {
        for rates in [rates ?? Rates()] + cases.map(\.rates) {
            for meter in Meter.allCases {
                let isCounter = meter == .searches || meter == .images
                let most = isCounter ? PriceImport.counterRateMax : PriceImport.tokenRateMax
                guard let rate = rates[meter], let most, rate > most else { continue }
                throw PriceImport.fault(
                    "the rate of \(meter.rawValue) of \(name.prefix(128)) is \(rate.dollarsPerMillion) USD for a million, which can't be right"
                )
            }
        }
    }

    func change(upstream: Int64?, origin: String, at now: Timestamp) throws(PricingFault)
        -> PriceChange
    {
        try PriceChange(
            id: Identifier(at: now), glob: glob, upstream: upstream,
            provider: upstream == nil ? provider : nil, from: from, rates: rates, cases: cases,
            source: .import, origin: origin)
    }
}

/// Numbers of price lists, read as the decimals they are.
enum ListedNumber {
    /// A rate in nano-dollars for a million units out of a number of dollars.
    ///
    /// - Parameters:
    ///   - decimals: 9 for dollars a million, 15 for dollars a unit, 12 for dollars a thousand.
    /// - Returns: `nil` for a number that is finer than a rate can be.
    /// - Throws: `.badBook` for text, `NaN`, negative numbers and such.
    static func rate(
        _ node: JSONNode, decimals: Int, _ place: String
    ) throws(PricingFault) -> Rate? {
        let text = node.numberText
        guard let text, !text.hasPrefix("-") || text.allSatisfy({ "-0.eE+".contains($0) }) else {
            let what = node.numberText.map { "negative (\($0.prefix(32)))" } ?? "no number"
            throw PriceImport.fault("\(place.prefix(160)) is \(what)")
        }
        if let nano = DecimalText.scaledNumber(text, decimals: decimals) {
            return Rate(nanoUSDPerMillion: nano)
        }
        guard !isFine(text, decimals: decimals) else { return nil }
        throw PriceImport.fault("\(place.prefix(160)) is \(text.prefix(32)), which can't be right")
    }

    /// Does a number fit 64 bits, and only has more decimals than a rate?
    private static func isFine(_ text: String, decimals: Int) -> Bool {
        let parts = text.lowercased().split(separator: "e")
        let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let whole = parts.first?.split(separator: ".").first.map { $0.utf8.count } ?? 0
        return whole + exponent + decimals <= 19
    }
}
