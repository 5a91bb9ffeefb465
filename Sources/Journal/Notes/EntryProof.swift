import Vault

/// A proof that an entry is in the log, in one file (C2SP tlog-proof): the leaf, its path and a checkpoint.
package struct EntryProof: Hashable, Sendable {
    /// The first line of such a file.
    static let head = "c2sp.org/tlog-proof@v1"

    /// The leaf's bytes.
    package let leaf: [UInt8]
    /// Its index.
    package let index: Int64
    /// The hashes from its sibling up.
    package let path: [Fingerprint]
    /// The signed checkpoint that the path leads to.
    package let note: SignedNote

    package init(leaf: [UInt8], index: Int64, path: [Fingerprint], note: SignedNote) {
        self.leaf = leaf
        self.index = index
        self.path = path
        self.note = note
    }

    /// The file.
    package var text: String {
        var text = "\(Self.head)\nextra \(Base64.text(leaf))\nindex \(index)\n"
        for hash in path { text += Base64.text(hash.bytes) + "\n" }
        return text + "\n" + note.description
    }

    /// Reads a file.
    ///
    /// - Throws: `.malformed`.
    package init(_ text: String) throws(JournalFault) {
        guard text.utf8.count <= 4 * SignedNote.bytesMax, let gap = text.firstRange(of: "\n\n")
        else { throw JournalFault(.malformed, "The text is no proof.") }
        var lines = text[..<gap.lowerBound].split(
            separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.head[...],
            let extra = lines.popFirst(), extra.hasPrefix("extra "),
            let leaf = Base64.bytes(extra.dropFirst(6)),
            let place = lines.popFirst(), place.hasPrefix("index "),
            let index = Checkpoint.decimal(place.dropFirst(6))
        else { throw JournalFault(.malformed, "The text is no proof of an entry.") }
        let path = lines.compactMap { Base64.bytes($0).flatMap { Fingerprint($0) } }
        guard path.count == lines.count, path.count <= 63 else {
            throw JournalFault(.malformed, "The proof's hashes can't be read.")
        }
        self.init(
            leaf: leaf, index: index, path: path,
            note: try SignedNote(String(text[gap.upperBound...])))
    }

    /// Is the leaf in the tree that the key signed?
    package func isRight(for key: NoteKey) -> Bool {
        guard note.isSigned(by: key), let checkpoint = try? Checkpoint(note.text) else {
            return false  // whatever it is, it is no checkpoint
        }
        return ProofCheck.isIncluded(
            TreeHash().leaf(leaf), at: index, in: checkpoint.size, path: path,
            root: checkpoint.root)
    }
}
