/// What form an answer's text must have.
package enum OutputShape: Equatable, Sendable {
    /// Any text, said explicitly.
    case text
    /// Any JSON object.
    case json
    /// JSON of a schema.
    case schema(OutputSchema)
}

/// The schema an answer must follow.
package struct OutputSchema: Equatable, Sendable {
    /// Its name; OpenAI requires one.
    package var name: String?
    /// What it is for.
    package var description: String?
    /// The JSON Schema, verbatim.
    package var schema: [UInt8]
    /// Must it be followed exactly?
    package var isStrict: Bool?

    /// A schema.
    package init(
        name: String? = nil, description: String? = nil, schema: [UInt8], isStrict: Bool? = nil
    ) {
        self.name = name
        self.description = description
        self.schema = schema
        self.isStrict = isStrict
    }
}
