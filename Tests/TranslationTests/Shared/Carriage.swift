import Translation
import Vocabulary
import Wire

/// A target with the catalogue's traits, for tests.
func target(
    _ dialect: Dialect, model: String? = nil, policy: LossPolicy = .auto,
    _ change: (inout ModelTraits) -> Void = { _ in }
) -> TranslationTarget {
    let names: [Dialect: String] = [
        .openAIChat: "gpt-4.1", .openAIResponses: "gpt-4.1", .anthropic: "claude-sonnet-4-5",
        .gemini: "gemini-2.5-flash",
    ]
    let model = model ?? names[dialect] ?? "m"
    var traits = ModelCatalogue().traits(of: model, in: dialect)
    change(&traits)
    return TranslationTarget(
        dialect: dialect, model: model, traits: traits, policy: policy, seed: "SEED",
        nowSeconds: 1_700_000_000)
}

/// A translated request, to look into.
struct Carried: CustomStringConvertible {
    let root: JSONNode
    let losses: [Loss]
    let context: ReplyContext
    let text: String

    var description: String { text }

    /// The names of what was lost or changed, as the header says them.
    var dropped: String { losses.headerText ?? "" }

    /// The JSON under keys and indices.
    subscript(path: Any...) -> String? {
        var node: JSONNode? = root
        for step in path {
            if let key = step as? String { node = node?[key] }
            if let index = step as? Int {
                node = node.flatMap { list in
                    let elements = Array(list.elements)
                    return index < elements.count ? elements[index] : nil
                }
            }
        }
        return node.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

/// Carries a request from one dialect to another.
func carry(
    _ body: String, from source: Dialect, to target: TranslationTarget,
    head: RequestHeadFacts = RequestHeadFacts()
) throws -> Carried {
    let document = try JSONDocument(parsing: Array(body.utf8))
    let request = try Translator.request(document, from: source, head: head, to: target)
    return Carried(
        root: try JSONDocument(parsing: request.body).root, losses: request.losses,
        context: request.context, text: String(decoding: request.body, as: UTF8.self))
}

/// A Chat request with these messages and members.
func chat(_ messages: String, _ more: String = "") -> String {
    #"{"model":"gpt","messages":[\#(messages)]\#(more.isEmpty ? "" : "," + more)}"#
}

/// A Messages request with these messages and members.
func messages(_ messages: String, _ more: String = "") -> String {
    #"{"model":"claude","max_tokens":1000,"messages":[\#(messages)]\#(more.isEmpty ? "" : "," + more)}"#
}

/// What an answer's translation goes by, for a client and a provider.
func context(
    client: Dialect, provider: Dialect, _ change: (inout ReplyContext) -> Void = { _ in }
) -> ReplyContext {
    let conversation = Conversation(source: client, model: "asked")
    var context = ReplyContext(conversation, target: target(provider))
    change(&context)
    return context
}

/// A whole answer, translated.
func answer(_ body: String, _ context: ReplyContext) throws -> (
    reply: Reply, root: JSONNode, text: String
) {
    let (reply, bytes) = try Translator.reply(
        JSONDocument(parsing: Array(body.utf8)), context: context)
    return (reply, try JSONDocument(parsing: bytes).root, String(decoding: bytes, as: UTF8.self))
}

extension JSONNode {
    /// The JSON of it.
    var json: String { String(decoding: bytes, as: UTF8.self) }
}
