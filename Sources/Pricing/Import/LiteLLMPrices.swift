import Vocabulary
import Wire

/// BerriAI/litellm's price map: an object of models, each flat, in dollars a token.
///
/// Source: facts/accounting 6.5. No dates; tiers, lengths and batches are suffixes of a rate's name.
enum LiteLLMPrices {
    /// Reads the map's models of providers that are known here under a name.
    static func read(
        _ root: JSONNode, into skipped: inout [PriceImport.Skipped]
    ) throws(PricingFault) -> [ImportedPrice] {
        var prices: [ImportedPrice] = []
        for (name, model) in root.members {
            guard model.kind == .object else {
                throw PriceImport.fault("its entry \(name.prefix(128)) is no object")
            }
            guard name != "sample_spec", let from = model["litellm_provider"]?.string else {
                continue
            }
            let (provider, glob) = scope(name, from)
            do throws(Unchargeable) {
                let usual = try rates(model, "", name)
                guard !usual.isEmpty else { throw Unchargeable.reason("has no rate for tokens") }
                if let charge = foreignCharge(model) { throw Unchargeable.reason(charge) }
                guard WordList.isWord(glob), Glob(glob) != nil, !glob.contains("*") else {
                    throw Unchargeable.reason("has a name that can't be one here")
                }
                let isFree = Meter.allCases.allSatisfy { usual[$0] ?? .zero == .zero }
                var price = ImportedPrice(
                    provider: provider, glob: glob, rates: isFree ? nil : usual)
                if isFree { throw Unchargeable.reason("costs zero there, which may mean unknown") }
                for (suffix, tier, threshold) in conditions {
                    let rates = try rates(model, suffix, name)
                    guard !rates.isEmpty else { continue }
                    price.cases.append(
                        RateCase(
                            tier: tier, threshold: threshold,
                            rates: rates))
                }
                prices.append(price)
            } catch {
                switch error {
                case .reason(let reason):
                    skipped.append(PriceImport.Skipped(model: "\(from)/\(name)", reason: reason))
                case .fault(let fault): throw fault
                }
            }
        }
        return prices
    }

    private enum Unchargeable: Error {
        case reason(String)
        case fault(PricingFault)
    }

    /// The provider by its name here, and the model's name at it.
    private static func scope(_ name: String, _ from: String) -> (String, String) {
        let provider = providers[from] ?? from
        // Names of routes: `groq/llama-3.1-8b-instant`.
        for prefix in [from, provider] where name.hasPrefix(prefix + "/") {
            return (provider, String(name.dropFirst(prefix.utf8.count + 1)))
        }
        return (provider, name)
    }

    private static let providers = [
        "text-completion-openai": "openai", "gemini": "google", "together_ai": "together",
        "fireworks_ai": "fireworks", "fireworks_ai-embedding-models": "fireworks",
        "vertex_ai-language-models": "vertex-ai", "vertex_ai-embedding-models": "vertex-ai",
        "cohere_chat": "cohere",
    ]

    private static func rates(
        _ model: JSONNode, _ suffix: String, _ name: String
    ) throws(Unchargeable) -> Rates {
        var rates = Rates()
        for (key, meter) in keys {
            guard let node = model[key + suffix], !node.isNull else { continue }
            rates[meter] = try rate(node, 15, "\(key)\(suffix) of \(name)")
        }
        // A file that names reasoning at the price of output says nothing more.
        if rates.reasoning == rates.visibleOutput { rates.reasoning = nil }
        if suffix.isEmpty, let searches = model["search_context_cost_per_query"],
            let node = searches["search_context_size_medium"], !node.isNull
        {
            rates.searches = try rate(node, 15, "search_context_cost_per_query of \(name)")
        }
        return rates
    }

    private static func rate(
        _ node: JSONNode, _ decimals: Int, _ place: String
    ) throws(Unchargeable) -> Rate {
        do throws(PricingFault) {
            guard let rate = try ListedNumber.rate(node, decimals: decimals, place) else {
                throw PricingFault(.badAmount, "")
            }
            return rate
        } catch {
            guard error.code == .badAmount else { throw Unchargeable.fault(error) }
            throw Unchargeable.reason(
                "has a rate finer than a billionth of a dollar for a million (\(node.numberText?.prefix(32) ?? ""))"
            )
        }
    }

    /// A charge that no meter counts, if the model has one.
    private static func foreignCharge(_ model: JSONNode) -> String? {
        for (key, value) in model.members where !value.isNull {
            guard foreign.contains(key), value.numberText.map({ $0 != "0" && $0 != "0.0" }) ?? false
            else { continue }
            return "charges by \(key), which no call reports"
        }
        return nil
    }

    private static let keys: [(String, Meter)] = [
        ("input_cost_per_token", .freshInput), ("output_cost_per_token", .visibleOutput),
        ("cache_read_input_token_cost", .cacheRead),
        ("cache_creation_input_token_cost", .cacheWrite5m),
        ("cache_creation_input_token_cost_above_1hr", .cacheWrite1h),
        ("output_cost_per_reasoning_token", .reasoning),
        ("input_cost_per_audio_token", .audioInput), ("output_cost_per_audio_token", .audioOutput),
    ]

    private static let foreign: Set<String> = [
        "input_cost_per_request", "input_cost_per_character", "output_cost_per_character",
        "input_cost_per_second", "output_cost_per_second", "output_cost_per_image_token",
        "output_cost_per_video_token", "output_cost_per_pixel", "input_cost_per_pixel",
        "output_cost_per_video_per_second", "citation_cost_per_token",
    ]

    private static let conditions: [(String, String, InputThreshold?)] = {
        var list: [(String, String, InputThreshold?)] = [
            ("_flex", "flex", nil), ("_priority", "priority", nil), ("_batches", "batch", nil),
        ]
        for thousands: Int64 in [128, 200, 256, 272, 512] {
            let over = InputThreshold(tokens: thousands * 1_000, startsAt: false)
            let suffix = "_above_\(thousands)k_tokens"
            list.append((suffix, "", over))
            list.append((suffix + "_flex", "flex", over))
            list.append((suffix + "_priority", "priority", over))
            list.append(("_batches" + suffix, "batch", over))
            list.append((suffix + "_batches", "batch", over))
        }
        return list
    }()
}
