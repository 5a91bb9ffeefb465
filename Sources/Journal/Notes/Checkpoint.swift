import Vault

/// The state of a log in three lines: its name, its size, its root (C2SP tlog-checkpoint).
package struct Checkpoint: Hashable, Sendable {
    /// The log's name; no blanks, no plus sign.
    package let origin: String
    /// How many leaves.
    package let size: Int64
    /// The root over them.
    package let root: Fingerprint

    package init(origin: String, size: Int64, root: Fingerprint) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The three lines that are signed.
    package var text: String { "\(origin)\n\(size)\n\(Base64.text(root.bytes))\n" }

    /// Reads the text of a note; extension lines are taken and left unread, as the standard says.
    ///
    /// - Throws: `.malformed`.
    package init(_ text: String) throws(JournalFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty,
            lines.dropLast().allSatisfy({ !$0.isEmpty }),
            let size = Self.decimal(lines[1]), let bytes = Base64.bytes(lines[2]),
            let root = Fingerprint(bytes)
        else { throw JournalFault(.malformed, "The text is no checkpoint.") }
        origin = String(lines[0])
        self.size = size
        self.root = root
    }

    /// A number without sign and leading zeros.
    static func decimal(_ text: Substring) -> Int64? {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        return number
    }
}
