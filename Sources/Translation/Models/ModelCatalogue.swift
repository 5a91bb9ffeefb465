import Vocabulary

/// The traits of models by their names at the provider.
///
/// A model's traits are its dialect's defaults, changed by the shipped rows that match, the least
/// specific glob first, then by the operator's.
package struct ModelCatalogue: Sendable {
    private let rows: [ModelRow]

    /// A catalogue.
    ///
    /// - Parameters:
    ///   - own: The operator's rows, which win.
    ///   - shipped: The rows that Bursar comes with.
    package init(own: [ModelRow] = [], shipped: [ModelRow] = ShippedModels.rows) {
        rows = Self.sorted(shipped) + Self.sorted(own)
    }

    /// A model's traits.
    ///
    /// A provider's prefix (`anthropic/claude-…` at OpenRouter) is part of the name; globs that are
    /// to match there begin with `*`.
    package func traits(of model: String, in dialect: Dialect) -> ModelTraits {
        var traits = ModelTraits(dialect: dialect)
        for row in rows
        where (row.dialects.isEmpty || row.dialects.contains(dialect)) && row.glob.matches(model) {
            // rows are checked by tests
            for (name, value) in row.changes { _ = traits.set(name, to: value) }
        }
        return traits
    }

    private static func sorted(_ rows: [ModelRow]) -> [ModelRow] {
        rows.enumerated().sorted { left, right in
            (left.element.glob.specificity, left.offset)
                < (right.element.glob.specificity, right.offset)
        }.map(\.element)
    }
}
