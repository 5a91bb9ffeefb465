/// The model calls a tool.
package struct ToolCall: Equatable, Sendable {
    /// What its input is.
    package enum Kind: Sendable {
        /// A JSON object.
        case function
        /// Any text (OpenAI's custom tools).
        case custom
    }

    /// The id that pairs it with its result (Responses: `call_id`); empty if the dialect gave none,
    /// which `Pairing.named(_:)` mends.
    package var id: String
    /// The tool's name.
    package var name: String
    /// OpenAI Responses' namespace of the tool.
    package var namespace: String?
    /// What its input is.
    package var kind: Kind
    /// The input as text: of a function the JSON as it was written, which may be empty (no
    /// arguments) or, when the model wrote nonsense or was cut off, no JSON; of a custom tool the
    /// text itself.
    package var input: String

    /// A call.
    package init(id: String, name: String, kind: Kind = .function, input: String) {
        self.id = id
        self.name = name
        self.kind = kind
        self.input = input
    }
}

/// What a tool returned.
package struct ToolResult: Equatable, Sendable {
    /// The id of the call; empty if the dialect gave none, which `Pairing.named(_:)` mends.
    package var callID: String
    /// The tool's name, where the dialect says it (Gemini) or `Pairing.named(_:)` found it.
    package var name: String?
    /// What kind of call it answers.
    package var kind: ToolCall.Kind
    /// Texts, pictures, documents, in order; hosted items where a dialect has its own forms.
    package var parts: [Part]
    /// Did the tool fail? `nil` where nothing is said.
    package var isError: Bool?
    /// The result as the JSON object it was (Gemini's `response`), verbatim; `parts` then say the
    /// same as text.
    package var object: [UInt8]?

    /// A result.
    package init(
        callID: String, name: String? = nil, kind: ToolCall.Kind = .function, parts: [Part],
        isError: Bool? = nil
    ) {
        self.callID = callID
        self.name = name
        self.kind = kind
        self.parts = parts
        self.isError = isError
    }

    /// All its texts in a row, parted by line feeds.
    package var joinedText: String {
        let texts = parts.compactMap(\.text)
        return texts.count == 1 ? texts[0] : texts.joined(separator: "\n")
    }
}
