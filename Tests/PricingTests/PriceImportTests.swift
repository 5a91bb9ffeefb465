import Pricing
import Testing
import Vocabulary

@Suite struct `A price list` {
    private let now = Timestamp(milliseconds: 1_000_000)

    private func read(_ text: String, provider: String? = nil) throws -> PriceImport {
        try PriceImport(
            Array(text.utf8), provider: provider, upstream: nil, origin: "test", at: now)
    }

    private let map = """
        {"sample_spec": {"input_cost_per_token": 0.0},
         "gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
            "cache_read_input_token_cost": 7.5e-8, "input_cost_per_token_priority": 2.5E-07,
            "output_cost_per_token_priority": 0.000001, "input_cost_per_token_above_272k_tokens": 3e-07,
            "output_cost_per_token_above_272k_tokens": 9e-07,
            "search_context_cost_per_query": {"search_context_size_medium": 0.01}},
         "groq/llama": {"litellm_provider": "groq", "input_cost_per_token": 5e-08, "output_cost_per_token": 8e-08},
         "free": {"litellm_provider": "openai", "input_cost_per_token": 0.0, "output_cost_per_token": 0},
         "fine": {"litellm_provider": "openai", "input_cost_per_token": 2.7999999999999998e-07},
         "tts": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_second": 0.1}}
        """

    @Test func `of litellm's form is read as the decimals it holds`() throws {
        let list = try read(map)
        #expect(list.form == .litellm)
        let gpt = try #require(list.changes.first { $0.glob.pattern == "gpt-x" })
        #expect(gpt.provider == "openai" && gpt.source == .import)
        #expect(gpt.rates.freshInput?.nanoUSDPerMillion == 150_000_000)
        #expect(gpt.rates.cacheRead?.dollarsPerMillion == "0.075")
        #expect(gpt.rates.searches?.dollarsPerMillion == "10000.00")
        #expect(gpt.cases.map(\.condition) == ["priority", "input over 272000"])
        #expect(gpt.cases.first?.rates.visibleOutput?.dollarsPerMillion == "1.00")
        #expect(list.changes.contains { $0.glob.pattern == "llama" && $0.provider == "groq" })
        #expect(Set(list.skipped.map(\.model)) == ["openai/free", "openai/fine", "openai/tts"])
    }

    @Test func `of genai-prices' form keeps dates, hours and lengths`() throws {
        let list = try read(
            """
            [{"id": "x-ai", "models": [
              {"id": "a", "match": {"or": [{"equals": "a"}, {"starts_with": "a-"}, {"regex": "^a-\\\\d{4}$"}]},
               "prices": [{"prices": {"input_mtok": 2, "output_mtok": {"base": 10, "tiers": [{"start": 200000, "price": 15}]}}},
                          {"constraint": {"start_date": "2026-09-01"}, "prices": {"input_mtok": 3, "output_mtok": 15}}]},
              {"id": "b", "match": {"equals": "b"},
               "prices": [{"prices": {"input_mtok": 0.135}},
                          {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"},
                           "prices": {"input_mtok": 0.27}}]},
              {"id": "c", "match": {"equals": "c"}, "prices": {"input_mtok": 1, "requests_kcount": 5}}]}]
            """)
        #expect(list.form == .genaiPrices)
        #expect(
            list.changes.map(\.glob.pattern) == ["a", "a", "a-*", "a-*", "a-????", "a-????", "b"])
        #expect(list.changes.allSatisfy { $0.provider == "xai" })
        #expect(list.changes[0].cases.map(\.condition) == ["input over 200000"])
        #expect(list.changes[1].from.text == "2026-09-01T00:00:00.000Z")
        #expect(list.changes[6].cases.map(\.condition) == ["00:30 to 16:30 UTC"])
        #expect(list.skipped.map(\.model) == ["xai/c"])
    }

    /// AC-23: whatever can't be right refuses the whole file.
    @Test(arguments: [
        "", "   ", "{", "[]", "{}", "7", "null", "<html>", "provider,model\n",
        #"{"m": 7}"#, #"{"m": {"litellm_provider": "openai", "input_cost_per_token": "1e-6"}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": NaN}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": "NaN"}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": -1e-6}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": 2.5}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": 1e300}}"#,
        #"{"m": {"litellm_provider": "openai", "input_cost_per_token": {}}}"#,
        #"[{"id": "p"}]"#, #"[{"id": "p", "models": [{"id": "m"}]}]"#,
        #"[{"id": "p", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": -1}}]}]"#,
        #"[{"id": "p", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": 20000}}]}]"#,
        #"[{"id": "p", "models": [{"id": "m", "match": {"equals": "m"}, "prices": [{"constraint": {"start_date": "soon"}, "prices": {"input_mtok": 1}}]}]}]"#,
    ])
    func `is refused in one sentence when it can't be right`(text: String) {
        let fault = #expect(throws: PricingFault.self) { try read(text) }
        #expect(fault?.code == .badBook)
        #expect(fault?.description.contains("\n") == false)
    }

    @Test func `is narrowed to a provider, or has none of it`() throws {
        #expect(try read(map, provider: "groq").changes.count == 1)
        #expect(throws: PricingFault.self) { try read(map, provider: "nobody") }
    }
}
