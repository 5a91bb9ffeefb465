import Policy
import Vocabulary

/// What a token may be used for; a list that is `nil` limits nothing, and no list is empty.
package struct TokenScopes: Hashable, Sendable {
    /// Globs of the models' public names.
    package let models: [Glob]?
    /// Families of routes.
    package let endpoints: [Endpoint]?
    /// Where calls may come from.
    package let networks: [Network]?

    /// No limits.
    package static let unlimited = TokenScopes()

    private init() {
        models = nil
        endpoints = nil
        networks = nil
    }

    /// Reads what an operator wrote; `nil` and an empty list both mean "any".
    ///
    /// - Throws: `.badScope`, naming the word that can't be read.
    package init(models: [String]?, endpoints: [String]?, networks: [String]?) throws(ClientsFault)
    {
        self.models = try Self.read(models, "a glob of model names") { Glob($0) }
        self.endpoints = try Self.read(
            endpoints, "one of \(Endpoint.allCases.map(\.rawValue).joined(separator: ", "))"
        ) {
            Endpoint(rawValue: $0)
        }
        self.networks = try Self.read(networks, "an address or a network such as 10.0.0.0/8") {
            Network($0)
        }
    }

    /// May a model of this public name be asked for?
    package func mayUse(model: String) -> Bool { models?.contains { $0.matches(model) } ?? true }

    /// May this endpoint be called?
    package func mayUse(endpoint: Endpoint) -> Bool { endpoints?.contains(endpoint) ?? true }

    /// May a call come from here? An address that isn't known lies in no network.
    package func mayComeFrom(_ address: IPAddress?) -> Bool {
        guard let networks else { return true }
        guard let address else { return false }
        return networks.contains { $0.contains(address) }
    }

    private static func read<Item>(
        _ words: [String]?, _ expected: String, _ item: (String) -> Item?
    ) throws(ClientsFault) -> [Item]? {
        guard let words, !words.isEmpty else { return nil }
        guard words.count <= WordList.wordsMax else {
            throw ClientsFault(.badScope, "A scope holds at most \(WordList.wordsMax) entries.")
        }
        var items: [Item] = []
        for word in words {
            guard WordList.isWord(word), let read = item(word) else {
                throw ClientsFault(.badScope, "`\(word.prefix(64))` is not \(expected).")
            }
            items.append(read)
        }
        return items
    }
}

/// Why a known token's call is not permitted.
package struct ScopeRefusal: Hashable, Sendable {
    /// The rule that said no.
    package enum Rule: String, CaseIterable, Sendable {
        case models = "token.models"
        case endpoints = "token.endpoints"
        case networks = "token.networks"
    }

    /// The rule that said no.
    package let rule: Rule
    /// One sentence for the caller.
    package let reason: String
}
