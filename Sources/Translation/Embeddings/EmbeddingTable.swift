/// What a request for vectors may say.
package enum EmbeddingField: String, CaseIterable, Sendable {
    case texts
    case tokenIDs = "token_ids"
    case media
    case severalParts = "several_parts"
    case dimensions
    case encodingFormat = "encoding_format"
    case endUser = "end_user"
    case taskType = "task_type"
    case title
    case unknown

    /// May policy drop it though its verdict is to refuse? Not what is to be embedded.
    var mayDrop: Bool { self != .texts && self != .tokenIDs && self != .media }
}

/// A field of a request for vectors that was lost or changed on its way.
package struct EmbeddingLoss: LostField, Equatable, Sendable {
    /// Which.
    package let field: EmbeddingField
    package let name: String
    package let verdict: Verdict
}

/// What becomes of each field between the shapes of embeddings; `docs/dialects.md` has it too.
package enum EmbeddingTable {
    /// One field: its names, and its fate in each shape.
    struct Row {
        let field: EmbeddingField
        let names: [EmbeddingShape: String]
        let rules: [EmbeddingShape: FieldRule]
    }

    static let rows: [Row] = [
        row(.texts, "input", "content.parts[].text", FieldRule(.map), FieldRule(.map)),
        row(
            .tokenIDs, "input", nil, FieldRule(.map),
            FieldRule(.refuse, "numbers of another provider's tokens")),
        row(.media, nil, "content.parts[].inlineData", FieldRule(.refuse), FieldRule(.map)),
        row(
            .severalParts, nil, "content.parts[]", FieldRule(.approximate, "one text, joined"),
            FieldRule(.map)),
        row(
            .dimensions, "dimensions", "outputDimensionality",
            FieldRule(.map, otherwise: .refuse, "one number for all texts"), FieldRule(.map)),
        row(
            .encodingFormat, "encoding_format", nil, FieldRule(.map),
            FieldRule(.map, "Bursar writes base64 itself")),
        row(.endUser, "user", nil, FieldRule(.map), FieldRule(.drop)),
        row(
            .taskType, nil, "taskType", FieldRule(.drop, "one kind of vector for all tasks"),
            FieldRule(.map)),
        row(.title, nil, "title", FieldRule(.drop), FieldRule(.map)),
        row(.unknown, nil, nil, FieldRule(.drop), FieldRule(.drop)),
    ]

    /// What becomes of a field; one without a row is refused.
    static func rule(for field: EmbeddingField, to target: EmbeddingShape) -> FieldRule {
        rows.first { $0.field == field }?.rules[target] ?? FieldRule(.refuse)
    }

    /// The table as Markdown, one row a field.
    package static var markdown: String {
        let shapes = EmbeddingShape.allCases
        var lines = [
            "| Embeddings | "
                + shapes.map { "said in \($0.rawValue) as" }.joined(separator: " | ") + " | "
                + shapes.map { "to \($0.rawValue)" }.joined(separator: " | ") + " |",
            "|---|---|---|---|---|",
        ]
        for row in rows {
            let names = shapes.map { row.names[$0].map { "`\($0)`" } ?? "–" }
            let fates = shapes.map { row.rules[$0]?.words ?? "refuse" }
            lines.append(
                "| \(row.field.rawValue) | " + (names + fates).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(
        _ field: EmbeddingField, _ openAIName: String?, _ geminiName: String?,
        _ toOpenAI: FieldRule, _ toGemini: FieldRule
    ) -> Row {
        var names: [EmbeddingShape: String] = [:]
        names[.openAI] = openAIName
        names[.gemini] = geminiName
        return Row(field: field, names: names, rules: [.openAI: toOpenAI, .gemini: toGemini])
    }
}
