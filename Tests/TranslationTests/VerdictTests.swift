import Foundation
import Testing
import Translation
import Vocabulary

@Suite struct `The table of verdicts` {
    @Test(arguments: ConversationField.allCases)
    func `has a row for every field, with a fate in every dialect`(field: ConversationField) throws
    {
        let row = try #require(VerdictTable.rows.first { $0.field == field })
        #expect(Set(row.rules.keys) == Set(Dialect.allCases))
        #expect(VerdictTable.rows.count { $0.field == field } == 1)
        #expect(!row.names.values.contains(""))
    }

    @Test func `is what the documentation says`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/dialects.md"), encoding: .utf8)
        #expect(
            text.contains(VerdictTable.markdown),
            "docs/dialects.md must hold this table:\n\(VerdictTable.markdown)")
    }

    @Test func `writes dropped fields for a header, each once, in visible characters, at most 32`()
    {
        #expect([Loss]().headerText == nil)
        let losses = [
            Loss(.seed, name: "seed", verdict: .drop),
            Loss(.temperature, name: "temperature", verdict: .approximate),
            Loss(.unknown, name: "a,b ü\r\n", verdict: .drop),
        ]
        #expect(losses.headerText == "seed,~temperature,a_b_____")
        let many = (0..<40).map { Loss(.unknown, name: "f\($0)", verdict: .drop) }
        #expect(many.headerText?.hasSuffix("f31,+8") == true)
    }
}

@Suite struct `The catalogue of models` {
    @Test(arguments: ShippedModels.lines + ShippedServers.lines)
    func `can read each of its lines and set each of its values`(line: String) throws {
        let row = try #require(ShippedModels.row(line) ?? ShippedServers.row(line))
        #expect(ShippedServers.rows.count == ShippedServers.lines.count)
        for dialect in row.dialects {
            var traits = ModelTraits(dialect: dialect)
            for (name, value) in row.changes {
                let isSet = traits.set(name, to: value)
                #expect(isSet, "\(name.rawValue)")
            }
        }
    }

    @Test(arguments: [
        "", "x", "anthropic claude", "nobody m* +seed", "gemini m* +novel", "gemini m* thinking",
    ])
    func `refuses a line that isn't one`(line: String) {
        #expect(ShippedModels.row(line) == nil)
    }

    @Test func `knows what providers take, whatever the model, the operator's word over it`() throws
    {
        let own = ModelCatalogue(
            own: [try #require(ShippedModels.row("openai-chat house* +stream_usage"))])
        let mistral = own.traits(of: "m", in: .openAIChat, at: "mistral")
        #expect(mistral.toolIDs == .nineDigits && mistral.tokenLimitField == .maxTokens)
        #expect(!mistral.takesStreamUsage && !own.habits(of: "m", at: "mistral").takesStreamUsage)
        #expect(own.habits(of: "house-1", at: "mistral").takesStreamUsage)
        #expect(
            own.habits(of: "m", at: "groq").takesStreamUsage
                && own.habits(of: "m", at: nil).takesStreamUsage)
        #expect(own.habits(of: "m", at: "mistral").saysMaxTokens)
        #expect(!own.habits(of: "m", at: "groq").saysMaxTokens)
        #expect(!own.habits(of: "mistral-large", at: nil).saysMaxTokens, "it may be anybody's")
        #expect(!own.traits(of: "m", in: .openAIChat, at: "groq").takesChoices)
        #expect(own.traits(of: "m", in: .openAIChat) == ModelTraits(dialect: .openAIChat))
        #expect(own.traits(of: "m", in: .anthropic, at: "mistral").vendor == "anthropic")
    }

    @Test(arguments: ["call_1", "123456789", "12345678", "1234-6789", ""])
    func `fits ids to nine letters and digits, the same each time`(id: String) {
        let rule = IdentifierRule.nineDigits
        let fitted = rule.fitted(id)
        #expect(rule.accepts(fitted) && fitted == rule.fitted(id))
        #expect((fitted == id) == (id == "123456789"))
    }

    @Test func `refuses values that aren't of their trait`() {
        var traits = ModelTraits(dialect: .anthropic)
        let wrong: [(ModelTraitName, ModelTraitValue)] = [
            (.thinking, .word("loudly")), (.thinking, .flag(true)), (.efforts, .word("low loudly")),
            (.outputTokensMax, .number(-1)),
        ]
        for (name, value) in wrong {
            let isSet = traits.set(name, to: value)
            #expect(!isSet)
        }
        #expect(traits == ModelTraits(dialect: .anthropic))
    }

    @Test func `lets the more specific row win, and the operator's over all`() throws {
        let shipped = ModelCatalogue()
        #expect(shipped.traits(of: "claude-opus-4-1", in: .anthropic).outputTokensMax == 32_000)
        #expect(shipped.traits(of: "claude-opus-4-6", in: .anthropic).thinking == .adaptive)
        #expect(
            shipped.traits(of: "claude-sonnet-4-20250514", in: .anthropic).takesJSONSchema == false)
        #expect(shipped.traits(of: "gpt-5.2-mini", in: .openAIChat).efforts.contains(.xhigh))
        #expect(shipped.traits(of: "unheard-of", in: .gemini) == ModelTraits(dialect: .gemini))
        let own = ModelCatalogue(own: [try #require(ShippedModels.row("* * output_tokens_max=77"))])
        #expect(own.traits(of: "claude-opus-4-1", in: .anthropic).outputTokensMax == 77)
    }
}
