import Foundation
import Testing
import Translation
import Vocabulary

@Suite struct `Operators' own models` {
    private func rows(_ text: String) throws(TranslationFault) -> [ModelRow] {
        try OwnModels.rows(Array(text.utf8))
    }

    @Test func `win over those that Bursar comes with`() throws {
        let own = try rows(
            #"""
            [{"models":"gpt-4.1*","dialects":["openai-chat"],
              "traits":{"output_tokens_max":77,"images":false,"efforts":["low","high"],"thinking":"effort"}},
             {"models":"*","traits":{"tool_name_max":40}}]
            """#)
        let catalogue = ModelCatalogue(own: own)
        let chat = catalogue.traits(of: "gpt-4.1-mini", in: .openAIChat)
        #expect(chat.outputTokensMax == 77)
        #expect(!chat.takesImages)
        #expect(chat.efforts == [.low, .high])
        #expect(chat.thinking == .effort)
        #expect(chat.toolNames.charactersMax == 40)
        let responses = catalogue.traits(of: "gpt-4.1-mini", in: .openAIResponses)
        #expect(responses.outputTokensMax == 32_768)
        #expect(responses.takesImages)
        #expect(catalogue.traits(of: "claude-x", in: .anthropic).toolNames.charactersMax == 40)
        #expect(try rows("[]") == [])
    }

    @Test(arguments: [
        ("{}", "model_traits"), ("[7]", "model_traits[0]"), ("not JSON", "model_traits"),
        (#"[{"traits":{}}]"#, "model_traits[0].models"),
        (#"[{"models":"","traits":{}}]"#, "model_traits[0].models"),
        (#"[{"models":"m"}]"#, "model_traits[0].traits"),
        (#"[{"models":"m","traits":{},"dialects":["morse"]}]"#, "model_traits[0].dialects"),
        (#"[{"models":"m","traits":{"colour":1}}]"#, "model_traits[0].traits.colour"),
        (#"[{"models":"m","traits":{"images":1}}]"#, "model_traits[0].traits.images"),
        (#"[{"models":"m","traits":{"thinking":"loud"}}]"#, "model_traits[0].traits.thinking"),
        (
            #"[{"models":"m","traits":{"output_tokens_max":-1}}]"#,
            "model_traits[0].traits.output_tokens_max"
        ),
    ])
    func `that can't be read are told by their place`(text: String, place: String) {
        let fault = #expect(throws: TranslationFault.self) { try self.rows(text) }
        #expect(fault?.field == place)
    }

    @Test(arguments: ModelTraitName.allCases)
    func `have a line in the documentation for each trait`(
        name: ModelTraitName
    ) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/dialects.md"), encoding: .utf8)
        #expect(text.contains("`\(name.rawValue)`"))
    }
}
