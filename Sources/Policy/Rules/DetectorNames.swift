/// The names that a policy's `redaction.detectors` may use: families, and the detectors in them.
package struct DetectorNames: Sendable {
    /// The families, in the order in which they are listed.
    package static let families = [
        "secret", "private-key", "card", "iban", "email", "phone", "ip", "mac", "national-id",
        "passport", "crypto", "device", "account",
    ]
    /// The detector of a policy's own `words`.
    package static let words = "words"

    private let familyOfMember: [String: String]
    private let mayBeOlder: Bool

    /// - Parameters:
    ///   - members: Each detector's name and the family it is of; a family of one detector needs none.
    ///   - mayBeOlder: Take names that aren't known, too: a stored policy must go on although a detector went.
    package init(members: [(name: String, family: String)] = [], mayBeOlder: Bool = false) {
        self.mayBeOlder = mayBeOlder
        familyOfMember = Dictionary(
            members.map { ($0.name, $0.family) }, uniquingKeysWith: { first, _ in first })
    }

    /// May a policy name it?
    package func contains(_ name: String) -> Bool {
        mayBeOlder || isKnown(name)
    }

    /// Is it a family, or a detector of one?
    func isKnown(_ name: String) -> Bool {
        Self.families.contains(name) || familyOfMember[name] != nil
    }

    /// The family of a detector; `nil` for a family and for what isn't known.
    package func family(of name: String) -> String? {
        guard let family = familyOfMember[name], family != name else { return nil }
        return family
    }

    /// All names, families first, for messages.
    package var all: [String] { Self.families + familyOfMember.keys.sorted() }
}
