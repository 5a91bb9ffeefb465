import Vocabulary

/// The one table of what becomes of each field on its way to each dialect, and what it is called in
/// each.
///
/// From it come the writers' verdicts (`Losses`), the names in `bursar-dropped`, and the
/// documentation (`markdown`). Source: facts/protocols 5.3–5.8.
package enum VerdictTable {
    /// One field: its names where it can be said, and its fate in each dialect.
    package struct Row: Sendable {
        /// Which.
        package var field: ConversationField
        /// What it is called; `nil` in a dialect that can't say it.
        package var names: [Dialect: String]
        /// What becomes of it on the way to a dialect.
        package var rules: [Dialect: FieldRule]
    }

    /// All rows, in the order of `ConversationField`.
    package static let rows: [Row] = {
        let all = contentRows + toolRows + outputRows + housekeepingRows
        return ConversationField.allCases.compactMap { field in
            all.first { $0.field == field }
        }
    }()

    /// By the field's place in `ConversationField.allCases`, since they are asked for on the hot
    /// path.
    private static let byField: [ConversationField: Row] = Dictionary(
        rows.map { ($0.field, $0) }, uniquingKeysWith: { first, _ in first })

    /// What becomes of a field on its way to a dialect; a field without a row is refused.
    package static func rule(for field: ConversationField, to target: Dialect) -> FieldRule {
        byField[field]?.rules[target] ?? FieldRule(.refuse)
    }

    /// What a field is called in a dialect, or its own name where that dialect can't say it.
    package static func name(of field: ConversationField, in dialect: Dialect) -> String {
        byField[field]?.names[dialect] ?? field.rawValue
    }

    /// A row, dialects in the order Chat, Responses, Messages, Gemini.
    static func row(
        _ field: ConversationField,
        _ names: (String?, String?, String?, String?),
        _ chat: FieldRule, _ responses: FieldRule, _ messages: FieldRule, _ gemini: FieldRule
    ) -> Row {
        var called: [Dialect: String] = [:]
        called[.openAIChat] = names.0
        called[.openAIResponses] = names.1
        called[.anthropic] = names.2
        called[.gemini] = names.3
        return Row(
            field: field, names: called,
            rules: [
                .openAIChat: chat, .openAIResponses: responses, .anthropic: messages,
                .gemini: gemini,
            ])
    }

    /// The same verdict with a note, shorter to write.
    static func map(_ note: String = "", otherwise: Verdict = .drop) -> FieldRule {
        FieldRule(.map, otherwise: otherwise, note)
    }

    /// It arrives as something close.
    static func near(_ note: String, otherwise: Verdict = .drop) -> FieldRule {
        FieldRule(.approximate, otherwise: otherwise, note)
    }

    /// It stays behind.
    static func drop(_ note: String = "") -> FieldRule { FieldRule(.drop, note) }

    /// It refuses the request.
    static func refuse(_ note: String = "") -> FieldRule { FieldRule(.refuse, note) }

    /// The table as Markdown, one row a field, for `docs/dialects.md`.
    package static var markdown: String {
        let dialects: [Dialect] = [.openAIChat, .openAIResponses, .anthropic, .gemini]
        var lines = [
            "| Field | "
                + dialects.map { "said in \($0.rawValue) as" }.joined(separator: " | ") + " | "
                + dialects.map { "to \($0.rawValue)" }.joined(separator: " | ") + " |",
            "|---" + String(repeating: "|---", count: dialects.count * 2) + "|",
        ]
        for row in rows {
            let names = dialects.map { row.names[$0].map { "`\($0)`" } ?? "–" }
            let fates = dialects.map { row.rules[$0]?.words ?? "refuse" }
            lines.append(
                "| \(row.field.rawValue) | " + (names + fates).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
