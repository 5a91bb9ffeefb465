import Vocabulary

/// The traits of models by their names at the provider.
///
/// A model's traits are its dialect's defaults, changed by the shipped rows that match, the least
/// specific glob first, then by those of its provider, then by the operator's.
package struct ModelCatalogue: Sendable {
    private let rows: [ModelRow]
    /// Those that say whether usage may be asked for in a stream.
    private let streamUsageRows: [ModelRow]

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
        streamUsageRows = rows.filter { $0.changes[.takesStreamUsage] != nil }
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

    /// May usage be asked for in a Chat stream? The same as the trait, for requests of which nothing
    /// else needs to be known.
    package func takesStreamUsage(of model: String, at server: String?) -> Bool {
        let row = streamUsageRows.last { $0.matches(model, .openAIChat, server) }
        return row?.changes[.takesStreamUsage] != .flag(false)
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
