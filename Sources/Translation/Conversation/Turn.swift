/// What one side says without interruption.
package struct Turn: Equatable, Sendable {
    /// Who speaks.
    package enum Role: Sendable {
        /// The user, or the tools that answer in the user's place.
        case user
        /// The model.
        case assistant
        /// An instruction in the middle of the conversation; its parts are texts.
        case system
    }

    /// Who speaks.
    package var role: Role
    /// Of a `.system` turn, whose instruction it is.
    package var authority = SystemBlock.Authority.system
    /// A name the client gives the speaker (Chat's `name`).
    package var name: String?
    /// What is said, in order.
    package var parts: [Part]

    /// A turn.
    package init(_ role: Role, _ parts: [Part] = []) {
        self.role = role
        self.parts = parts
    }

    /// The results of tools in it, in order.
    package var toolResults: [ToolResult] {
        parts.compactMap { if case .toolResult(let result) = $0.content { result } else { nil } }
    }

    /// The calls of tools in it, in order.
    package var toolCalls: [ToolCall] {
        parts.compactMap { if case .toolCall(let call) = $0.content { call } else { nil } }
    }
}
