import Vocabulary

/// A tool that is offered to the model.
package struct Tool: Equatable, Sendable {
    /// What it is.
    package enum Kind: Equatable, Sendable {
        /// The client runs it; its input is a JSON object.
        ///
        /// - `schema`: the JSON Schema of the input, verbatim; `nil` for no parameters.
        case function(schema: [UInt8]?)
        /// The client runs it; its input is any text (OpenAI).
        ///
        /// - `format`: OpenAI's flat `format` object
        ///   (`{"type":"grammar","syntax":…,"definition":…}`), verbatim.
        case custom(format: [UInt8]?)
        /// The provider runs it; all of its declaration, verbatim.
        case hosted(HostedItem)
    }

    /// What it is.
    package var kind: Kind
    /// Its name; of a hosted tool the `type`, or the name if it has one.
    package var name: String
    /// OpenAI Responses' namespace.
    package var namespace: String?
    /// What it is for.
    package var description: String?
    /// Must inputs follow the schema exactly?
    package var isStrict: Bool?
    /// The prompt up to and including this tool may be cached.
    package var cacheMark: CacheMark?
    /// The schema of what it returns (Gemini's `responseJsonSchema`), verbatim.
    package var resultSchema: [UInt8]?
    /// Members that only its dialect knows (`defer_loading`, `input_examples`, …), verbatim.
    package var particular: [RawField] = []

    /// A tool.
    package init(_ kind: Kind, name: String, description: String? = nil) {
        self.kind = kind
        self.name = name
        self.description = description
    }
}

/// Which tools may or must be called.
package enum ToolChoice: Equatable, Sendable {
    /// The model decides.
    case auto
    /// Some tool must be called.
    case required
    /// No tool may be called.
    case never
    /// That tool must be called.
    case named(String, kind: ToolCall.Kind)
    /// Only these tools; with `isRequired`, one of them must be called.
    case subset([String], isRequired: Bool)
    /// Gemini's VALIDATED: the model decides, and inputs follow the schemas; `names` may be empty.
    case validated([String])
    /// A hosted tool must be called; verbatim.
    case hosted(HostedItem)
}
