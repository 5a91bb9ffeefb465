import Vocabulary
import Wire

/// pydantic/genai-prices' data: providers, their models with rules of names, and prices with dates, hours and lengths,
/// in dollars a million.
///
/// Source: facts/accounting 6.5 and the data's own schema. A price holds once the input is over a tier's start.
enum GenAIPrices {
    /// Reads the data's models.
    static func read(
        _ root: JSONNode, into skipped: inout [PriceImport.Skipped]
    ) throws(PricingFault) -> [ImportedPrice] {
        var prices: [ImportedPrice] = []
        for provider in root.elements {
            guard let id = provider["id"]?.string, let models = provider["models"],
                models.kind == .array
            else { throw PriceImport.fault("a provider has no id or no models") }
            let name = providers[id] ?? id
            for model in models.elements {
                let title = "\(name)/\(model["id"]?.string ?? "?")"
                do throws(Unchargeable) {
                    prices += try read(model, of: name, title, into: &skipped)
                } catch {
                    switch error {
                    case .reason(let reason):
                        skipped.append(PriceImport.Skipped(model: title, reason: reason))
                    case .fault(let fault): throw fault
                    }
                }
            }
        }
        return prices
    }

    private enum Unchargeable: Error {
        case reason(String)
        case fault(PricingFault)
    }

    private static let providers = ["x-ai": "xai", "moonshotai": "moonshot", "zhipuai": "zai"]

    private static func read(
        _ model: JSONNode, of provider: String, _ title: String,
        into skipped: inout [PriceImport.Skipped]
    ) throws(Unchargeable) -> [ImportedPrice] {
        guard let match = model["match"], let listed = model["prices"] else {
            throw .fault(PriceImport.fault("\(title.prefix(128)) has no match or no prices"))
        }
        var versions: [(from: Timestamp, base: Rates, cases: [RateCase])] = []
        var hours: [RateCase] = []
        for part in listed.kind == .array ? Array(listed.elements) : [] {
            guard let inner = part["prices"] else {
                throw .fault(PriceImport.fault("\(title.prefix(128)) has a price without prices"))
            }
            let (base, cases) = try rates(inner, title)
            if let constraint = part["constraint"], !constraint.isNull {
                if let start = constraint["start_date"]?.string {
                    guard let from = Timestamp(start) else {
                        throw .fault(
                            PriceImport.fault("a date of \(title.prefix(128)) can't be read"))
                    }
                    versions.append((from, base, cases))
                } else if let from = constraint["start_time"]?.string,
                    let to = constraint["end_time"]?.string
                {
                    guard let start = DayWindow.minute(from), let end = DayWindow.minute(to),
                        let window = DayWindow(start: start, end: end), cases.isEmpty
                    else { throw .reason("has hours that can't be told here") }
                    hours.append(RateCase(window: window, rates: base))
                } else {
                    throw .reason("has a condition that isn't known here")
                }
            } else {
                versions.append((Timestamp(milliseconds: 0), base, cases))
            }
        }
        if listed.kind == .object {
            let (base, cases) = try rates(listed, title)
            versions = [(Timestamp(milliseconds: 0), base, cases)]
        }
        guard !versions.isEmpty else { throw .reason("has no price but for some hours") }
        let globs = try self.globs(match, depth: 0)
        guard !globs.isEmpty else { throw .reason("is found by a rule that globs can't say") }
        return globs.flatMap { glob in
            versions.map { version in
                var price = ImportedPrice(provider: provider, glob: glob, rates: version.base)
                price.from = version.from
                price.cases = version.cases + hours
                return price
            }
        }
    }

    /// The names that a rule matches, as globs; those that no glob can say are left out.
    private static func globs(_ rule: JSONNode, depth: Int) throws(Unchargeable) -> [String] {
        guard depth <= 4 else { throw .reason("has a rule that nests too deep") }
        var globs: [String] = []
        for (kind, value) in rule.members {
            switch kind {
            case "equals": globs += plain(value).map { [$0] } ?? []
            case "starts_with": globs += plain(value).map { [$0 + "*"] } ?? []
            case "ends_with": globs += plain(value).map { ["*" + $0] } ?? []
            case "contains": globs += plain(value).map { ["*" + $0 + "*"] } ?? []
            case "or":
                for inner in value.elements { globs += try self.globs(inner, depth: depth + 1) }
            case "regex": globs += value.string.flatMap(glob(ofPattern:)).map { [$0] } ?? []
            default: throw .reason("is found by the rule \(kind.prefix(32)), which globs can't say")
            }
        }
        return globs
    }

    /// A regular expression that globs can say: fixed text and counted digits, from beginning to end.
    private static func glob(ofPattern pattern: String) -> String? {
        guard pattern.hasPrefix("^"), pattern.hasSuffix("$") else { return nil }
        let text = pattern.dropFirst().dropLast().replacing("\\.", with: ".")
            .replacing(#/\\d\{([1-9])\}/#) { String(repeating: "?", count: Int($0.1) ?? 1) }
            .replacing("\\d", with: "?")
        return text.contains(#/[\\*+()\[\]{}|^$]/#) || !WordList.isWord(text) ? nil : String(text)
    }

    private static func plain(_ node: JSONNode) -> String? {
        guard let text = node.string, !text.isEmpty, text.utf8.count <= 250, WordList.isWord(text),
            !text.contains("*"), !text.contains("?")
        else { return nil }
        return text
    }

    /// The usual rates and those of long inputs.
    private static func rates(
        _ prices: JSONNode, _ title: String
    ) throws(Unchargeable) -> (Rates, [RateCase]) {
        var base = Rates()
        var tiers: [Int64: Rates] = [:]
        for (unit, value) in prices.members where !value.isNull {
            guard let (meter, decimals) = units[unit] else {
                if ignored.contains(unit) { continue }
                throw .reason("charges by \(unit.prefix(48)), which no meter tells apart")
            }
            if value.kind == .object {
                guard let first = value["base"], let over = value["tiers"] else {
                    throw .fault(PriceImport.fault("\(unit) of \(title.prefix(128)) has no base"))
                }
                base[meter] = try rate(first, decimals, "\(unit) of \(title)")
                for tier in over.elements {
                    guard let start = tier["start"]?.int64, start >= 0, let price = tier["price"]
                    else {
                        throw .fault(
                            PriceImport.fault("a tier of \(title.prefix(128)) can't be read"))
                    }
                    tiers[start, default: Rates()][meter] = try rate(
                        price, decimals, "\(unit) of \(title)")
                }
            } else {
                base[meter] = try rate(value, decimals, "\(unit) of \(title)")
            }
        }
        guard !base.isEmpty else { throw .reason("has no rate for tokens") }
        guard Meter.allCases.contains(where: { base[$0] ?? .zero > .zero }) else {
            throw .reason("costs zero there, which may mean unknown")
        }
        let cases = tiers.sorted { $0.key < $1.key }.map { start, rates in
            RateCase(threshold: InputThreshold(tokens: start, startsAt: false), rates: rates)
        }
        return (base, cases)
    }

    private static func rate(
        _ node: JSONNode, _ decimals: Int, _ place: String
    ) throws(Unchargeable) -> Rate {
        let rate: Rate?
        do { rate = try ListedNumber.rate(node, decimals: decimals, place) } catch {
            throw .fault(error)
        }
        guard let rate else {
            throw .reason("has a rate finer than a billionth of a dollar for a million")
        }
        return rate
    }

    private static let units: [String: (Meter, Int)] = [
        "input_mtok": (.freshInput, 9), "output_mtok": (.visibleOutput, 9),
        "cache_read_mtok": (.cacheRead, 9), "cache_write_mtok": (.cacheWrite5m, 9),
        "cache_write_1h_mtok": (.cacheWrite1h, 9), "input_audio_mtok": (.audioInput, 9),
        "output_audio_mtok": (.audioOutput, 9), "output_reasoning_mtok": (.reasoning, 9),
        "web_searches_kcount": (.searches, 12),
    ]

    /// Cached sound is charged as cached text: no provider's answer tells them apart.
    private static let ignored: Set<String> = ["cache_audio_read_mtok"]
}
