import Vocabulary

/// The traits of models by their names at the provider.
///
/// A model's traits are its dialect's defaults, changed by the shipped rows that match, the least
/// specific glob first, then by those of its provider, then by the operator's.
package struct ModelCatalogue: Sendable {
    private let rows: [ModelRow]
    /// Those of providers and of the operator that say what passing Chat must heed.
    private let habitRows: [ModelRow]

    /// A catalogue.
    ///
    /// - Parameters:
    ///   - own: The operator's rows, which win.
    ///   - shipped: The rows that Bursar comes with.
    ///   - servers: Those of the providers it knows.
    package init(
        own: [ModelRow] = [], shipped: [ModelRow] = ShippedModels.rows,
        servers: [ModelRow] = ShippedServers.rows
    ) {
        let rows = Self.sorted(shipped) + servers + Self.sorted(own)
        self.rows = rows
        habitRows = (servers + Self.sorted(own)).filter { row in
            ChatHabits.names.contains { row.changes[$0] != nil }
        }
    }

    /// A model's traits.
    ///
    /// A provider's prefix (`anthropic/claude-…` at OpenRouter) is part of the name; globs that are
    /// to match there begin with `*`.
    ///
    /// - Parameter server: The name of the provider's preset; `nil` if it has none.
    package func traits(
        of model: String, in dialect: Dialect, at server: String? = nil
    ) -> ModelTraits {
        var traits = ModelTraits(dialect: dialect)
        for row in rows where row.matches(model, dialect, server) {
            // rows are checked by tests
            for (name, value) in row.changes { _ = traits.set(name, to: value) }
        }
        return traits
    }

    /// What of Chat a provider takes in requests that pass. Rows of models alone say nothing here:
    /// the server behind such a name may be anybody's.
    package func habits(of model: String, at server: String?) -> ChatHabits {
        var habits = ChatHabits()
        for row in habitRows where row.matches(model, .openAIChat, server) {
            if case .flag(let takes)? = row.changes[.takesStreamUsage] {
                habits.takesStreamUsage = takes
            }
            if case .word(let field)? = row.changes[.tokenLimitField] {
                habits.saysMaxTokens = field == ModelTraits.TokenLimitField.maxTokens.rawValue
            }
        }
        return habits
    }

    private static func sorted(_ rows: [ModelRow]) -> [ModelRow] {
        rows.enumerated().sorted { left, right in
            (left.element.glob.specificity, left.offset)
                < (right.element.glob.specificity, right.offset)
        }.map(\.element)
    }
}

extension ModelRow {
    /// Is it for a model of a dialect at a provider?
    fileprivate func matches(_ model: String, _ dialect: Dialect, _ server: String?) -> Bool {
        (self.server == nil || self.server == server)
            && (dialects.isEmpty || dialects.contains(dialect)) && glob.matches(model)
    }
}

/// What a provider that speaks Chat takes of it where newer clients say it otherwise: all that
/// changes in requests that pass.
package struct ChatHabits: Equatable, Sendable {
    /// The traits that it is read from.
    static let names: [ModelTraitName] = [.takesStreamUsage, .tokenLimitField]

    /// May it be asked for usage in a stream?
    package var takesStreamUsage = true
    /// Is the bound of the output `max_tokens` there, whatever the client calls it?
    package var saysMaxTokens = false

    /// OpenAI's own.
    package init() {}
}
