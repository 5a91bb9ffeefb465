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

    /// The scopes as a policy.
    package var policy: Policy {
        var policy = Policy()
        policy.modelLists = models.map { [$0] } ?? []
        policy.endpoints = endpoints.map { asked in Endpoint.allCases.filter { asked.contains($0) }
        }
        policy.networkLists = networks.map { [$0] } ?? []
        return policy
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
