import Clients
import Keyring
import Pricing
import Vocabulary
import Wire

/// The models that a token may use, in the shape its protocol lists them.
///
/// Names an operator wrote out are listed, and of those that a glob stands for, the ones that have a price of their own;
/// the others nobody can enumerate.
struct ModelList {
    private let names: [String]
    private let dialect: Dialect
    private let directory: Directory
    private let token: KnownToken

    init(directory: Directory, token: KnownToken, dialect: Dialect) throws(RoadFault) {
        if let refusal = token.refusal(model: nil, endpoint: nil) {
            throw RoadFault(.policyViolation, .bursar, refusal.reason)
        }
        let written = directory.upstreams.modelGlobs.map(\.pattern)
            .filter { !$0.contains("*") && !$0.contains("?") }
        let priced = directory.prices.names.filter { Self.isPassedOn($0, by: directory) }
        names = Set(written + priced)
            .filter { token.mayUse(model: $0) && Self.isServed($0, by: directory) }
            .sorted()
        self.dialect = dialect
        self.directory = directory
        self.token = token
    }

    /// The list, or one model.
    ///
    /// - Throws: `.modelUnknown` for a name that the token may not use or nothing serves.
    func reply(id: String?, call: Identifier) throws(RoadFault) -> WholeReply {
        var json = JSONWriter()
        if let id {
            guard token.mayUse(model: id), Self.isServed(id, by: directory) else {
                throw RoadFault(.modelUnknown, .bursar, "The model \(id) doesn't exist here.")
            }
            write(id, to: &json)
        } else {
            json.beginObject()
            if dialect.isOpenAI {
                json.key("object")
                json.string("list")
            }
            json.key(dialect == .gemini ? "models" : "data")
            json.beginArray()
            for name in names { write(name, to: &json) }
            json.endArray()
            if dialect == .anthropic { writePage(&json) }
            json.endObject()
        }
        return WholeReply(
            status: 200,
            fields: [("content-type", "application/json"), ("bursar-call", call.description)],
            body: json.bytes)
    }

    /// Does a provider get the name as it is? Prices are by the provider's names.
    private static func isPassedOn(_ name: String, by directory: Directory) -> Bool {
        (directory.upstreams.route(model: name) ?? []).contains { $0.model == name }
    }

    private static func isServed(_ name: String, by directory: Directory) -> Bool {
        directory.upstreams.route(model: name)?.isEmpty == false
    }

    private func write(_ name: String, to json: inout JSONWriter) {
        json.beginObject()
        guard dialect != .gemini else {
            json.key("name")
            json.string("models/\(name)")
            json.key("displayName")
            json.string(name)
            json.key("supportedGenerationMethods")
            json.beginArray()
            for method in ["generateContent", "countTokens", "embedContent"] { json.string(method) }
            json.endArray()
            json.endObject()
            return
        }
        json.key("id")
        json.string(name)
        if dialect == .anthropic {
            json.key("type")
            json.string("model")
            json.key("display_name")
            json.string(name)
            json.key("created_at")
            json.string("1970-01-01T00:00:00Z")
        } else {
            json.key("object")
            json.string("model")
            json.key("created")
            json.integer(0)
            json.key("owned_by")
            json.string("bursar")
        }
        json.endObject()
    }

    private func writePage(_ json: inout JSONWriter) {
        json.key("has_more")
        json.bool(false)
        for (key, name) in [("first_id", names.first), ("last_id", names.last)] {
            json.key(key)
            if let name { json.string(name) } else { json.null() }
        }
    }
}

extension Dialect {
    /// Is it one of OpenAI's two?
    fileprivate var isOpenAI: Bool { self == .openAIChat || self == .openAIResponses }
}
