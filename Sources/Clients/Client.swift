import Vocabulary

/// A client as it is about to be made, with an id that makes making it twice the same as once.
package struct ClientDraft: Sendable {
    /// Made once by whoever asks; the same id twice changes nothing.
    package let id: Identifier
    /// What operators and reports call it; unique.
    package let name: String
    /// The name of the client above it; `nil` at the top.
    package let parent: String?

    /// - Parameters:
    ///   - id: Made once by whoever asks.
    ///   - name: 1 to 64 of `A-Z a-z 0-9 . _ @ -`, beginning with a letter or digit.
    ///   - parent: The name of the client above it, which exists.
    /// - Throws: `.badName`.
    package init(id: Identifier, name: String, parent: String? = nil) throws(ClientsFault) {
        guard Self.isName(name) else {
            throw ClientsFault(
                .badName,
                "A client's name is 1 to 64 letters, digits and `. _ @ -`, and begins with a "
                    + "letter or digit."
            )
        }
        self.id = id
        self.name = name
        self.parent = parent
    }

    static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte)
        }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "._@-".utf8.contains($0) }
    }
}

/// Somebody who may call: an application, a team, a person. Clients form a tree.
package struct Client: Hashable, Sendable {
    /// Is it served?
    package enum State: String, CaseIterable, Sendable {
        case active, suspended
    }

    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// What operators and reports call it; unique.
    package let name: String
    /// The number of the client above it.
    package let parent: Int64?
    /// What may be done with it.
    package let state: State
    /// When it was made.
    package let createdAt: Timestamp
}
