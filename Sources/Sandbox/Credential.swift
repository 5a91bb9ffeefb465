/// What a client shows to be let in, and what its parts mean to the sandbox.
struct Credential: Equatable, Sendable {
    /// The credential as it came, never empty.
    let text: String

    /// A credential; `nil` for an empty one.
    init?(_ text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self.text = text
    }

    /// Whether a provider took it back.
    var isRevoked: Bool { parts.contains("revoked") }

    /// Whether no provider ever gave it out.
    var isUnknown: Bool { parts.contains("bad") }

    /// The status that every call with it is answered with: a part such as `fault429`.
    var fault: Int? {
        parts.lazy.compactMap { part in
            part.hasPrefix("fault") ? Int(part.dropFirst(5)) : nil
        }.first { ScriptedFault.statuses.contains($0) }
    }

    /// The part that begins with `org`; those without one share an organisation. What a provider
    /// stores, and what it encrypts, belongs to an organisation.
    var organisation: String { parts.first { $0.hasPrefix("org") }.map(String.init) ?? "" }

    private var parts: [Substring] { text.split { $0 == "-" || $0 == "_" || $0 == "." } }
}
