import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A conversation read and written in its own dialect` {
    @Test(arguments: Dialect.allCases, 0..<100 as Range<UInt64>)
    func `comes back byte for byte`(dialect: Dialect, seed: UInt64) throws {
        var generated = Generated(seed: seed)
        var made = generated.conversation()
        // Responses has no word for them.
        if dialect == .openAIResponses { made.stopSequences = [] }
        let target = target(dialect) { $0.takesImageURLs = true }
        // What a client of the dialect could have sent: written once by another's, then read.
        let sent = try Translator.request(
            Self.body(of: made, target), from: dialect,
            head: RequestHeadFacts(model: target.model, isStream: made.stream.isOn), to: target)
        let again = try Translator.request(
            JSONDocument(parsing: sent.body), from: dialect,
            head: RequestHeadFacts(model: target.model, isStream: made.stream.isOn), to: target)
        #expect(
            String(decoding: again.body, as: UTF8.self)
                == String(decoding: sent.body, as: UTF8.self))
    }

    private static func body(
        of conversation: Conversation, _ target: TranslationTarget
    ) throws -> JSONDocument {
        try JSONDocument(
            parsing: Dialects.rules(for: target.dialect).request(conversation, to: target).body)
    }
}
