import Translation
import Vocabulary
import Wire

/// Reading answers for the books only, while their bytes pass as they are.
enum Listening {
    /// A context for readers when nothing is translated.
    static func context(of model: String, in dialect: Dialect) -> ReplyContext {
        ReplyContext(
            Conversation(source: dialect, model: model),
            target: TranslationTarget(
                dialect: dialect, model: model, traits: ModelTraits(dialect: dialect), seed: "0",
                nowSeconds: 0))
    }

    /// What a whole answer says.
    ///
    /// - Throws: `.upstreamMalformed` when it isn't of its dialect; the provider's failure when it is an error.
    static func reply(
        _ document: JSONDocument, in dialect: Dialect
    ) throws(RoadFault) -> ReplyReading {
        do {
            let reply = try Dialects.rules(for: dialect).reply(
                document, context: context(of: "", in: dialect))
            return ReplyReading(AnswerAccount(reply))
        } catch {
            throw RoadFault(reply: error)
        }
    }

    /// What a whole answer says was used, whatever else is wrong with it; `nil` if it says nothing.
    static func usage(of document: JSONDocument, in dialect: Dialect) -> ReplyReading? {
        let reading = ReplyReading(Dialects.rules(for: dialect).account(of: document))
        return reading.usage == nil ? nil : reading
    }
}
