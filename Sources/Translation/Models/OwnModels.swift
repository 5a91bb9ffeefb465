import Vocabulary
import Wire

/// The catalogue's rows that an operator adds, as settings have them:
///
/// ```json
/// [{"models": "my-llama*", "dialects": ["openai-chat"],
///   "traits": {"token_limit_field": "max_tokens", "output_tokens_max": 8192, "images": false}}]
/// ```
package enum OwnModels {
    /// Reads them; the names of traits are `ModelTraitName`'s.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the row and the trait.
    package static func rows(_ json: [UInt8]) throws(TranslationFault) -> [ModelRow] {
        let place = FieldPlace("model_traits")
        guard let document = try? JSONDocument(parsing: json), document.root.kind == .array else {
            // told with the form that would do
            throw .wrongType(place.text, "a list of objects")
        }
        var rows: [ModelRow] = []
        for element in document.root.elements {
            rows.append(try row(FieldReader(element, at: place.element(rows.count))))
        }
        return rows
    }

    private static func row(_ reader: FieldReader) throws(TranslationFault) -> ModelRow {
        guard let glob = Glob(try reader.requiredText("models")) else {
            throw reader.wrong(
                "models", "a model's name at its provider, * and ? standing for others")
        }
        var row = ModelRow(glob: glob, changes: [:])
        for word in try reader.texts("dialects") ?? [] {
            guard let dialect = Dialect(rawValue: word) else {
                throw reader.wrong(
                    "dialects", "of " + Dialect.allCases.map(\.rawValue).joined(separator: ", "))
            }
            row.dialects.append(dialect)
        }
        guard let traits = try reader.object("traits") else { throw reader.missing("traits") }
        for (key, value) in traits.node.members {
            guard let name = ModelTraitName(rawValue: key) else {
                throw traits.wrong(
                    key,
                    "left out: known are "
                        + ModelTraitName.allCases.map(\.rawValue).joined(separator: ", "))
            }
            guard let change = Self.value(value), Self.isTaken(name, change) else {
                throw traits.wrong(key, "a value of that trait (docs/dialects.md)")
            }
            row.changes[name] = change
        }
        return row
    }

    private static func value(_ node: JSONNode) -> ModelTraitValue? {
        switch node.kind {
        case .bool: node.bool.map { .flag($0) }
        case .number: node.int64.map { .number($0) }
        case .string: node.string.map { .word($0) }
        case .array: .word(node.elements.compactMap(\.string).joined(separator: " "))
        case .null, .object: nil
        }
    }

    private static func isTaken(_ name: ModelTraitName, _ value: ModelTraitValue) -> Bool {
        var traits = ModelTraits(dialect: .openAIChat)
        return traits.set(name, to: value)
    }
}
