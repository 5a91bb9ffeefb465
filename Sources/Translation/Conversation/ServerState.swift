/// What a provider is to keep, or to take up from its own storage; none of it leaves its provider.
package struct ServerState: Equatable, Sendable {
    /// May the provider keep the answer (OpenAI `store`)?
    package var mayStore: Bool?
    /// The answer this one follows (Responses `previous_response_id`).
    package var previousResponse: String?
    /// The stored conversation (Responses `conversation`), verbatim.
    package var conversation: [UInt8]?
    /// Is it done without a waiting client (Responses `background`)?
    package var isBackground: Bool?
    /// A stored prompt (Responses `prompt`), verbatim.
    package var prompt: [UInt8]?
    /// Anthropic's `container`, verbatim.
    package var container: [UInt8]?

    /// Nothing said.
    package init() {}
}

/// Whether and how an answer is streamed.
package struct StreamControls: Equatable, Sendable {
    /// Is it?
    package var isOn = false
    /// Does the client want usage in the stream (Chat `include_usage`)? `nil` where it isn't said
    /// or the dialect always sends it.
    package var wantsUsage: Bool?
    /// OpenAI's `include_obfuscation`.
    package var wantsObfuscation: Bool?

    /// Not streamed.
    package init() {}
}

/// Who the client's own user is.
package struct EndUser: Equatable, Sendable {
    /// A stable id without personal data (`safety_identifier`, Anthropic `metadata.user_id`).
    package var id: String?
    /// OpenAI's deprecated `user`.
    package var oldID: String?

    /// Nobody known.
    package init() {}
}
