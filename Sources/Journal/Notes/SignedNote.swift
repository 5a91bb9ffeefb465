import Vault

/// A text and its signatures, as C2SP's signed-note has them.
package struct SignedNote: Hashable, Sendable {
    /// The longest note that is read: a checkpoint with the signatures of many witnesses.
    package static let bytesMax = 65_536

    /// A signature line.
    package struct Signature: Hashable, Sendable {
        /// The signer's name.
        package let name: String
        /// The first 4 bytes of what the signer's name and key hash to.
        package let id: [UInt8]
        /// The signature itself.
        package let bytes: [UInt8]

        /// The line, with its end.
        package var line: String { "\u{2014} \(name) \(Base64.text(id + bytes))\n" }

        init(name: String, id: [UInt8], bytes: [UInt8]) {
            self.name = name
            self.id = id
            self.bytes = bytes
        }

        /// Reads a line without its end; `nil` for another shape.
        package init?(line: some StringProtocol) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, words[0] == "\u{2014}", NoteKey.isName(words[1]),
                let bytes = Base64.bytes(words[2]), bytes.count > 4
            else { return nil }
            name = String(words[1])
            id = Array(bytes.prefix(4))
            self.bytes = Array(bytes.dropFirst(4))
        }
    }

    /// What is signed, with its last line end.
    package let text: String
    /// The signatures, in their order.
    package private(set) var signatures: [Signature]

    /// Signs a text.
    ///
    /// - Parameter name: The signer's.
    /// - Throws: `.unsigned` when OpenSSL fails.
    package init(signing text: String, name: String, with key: SigningKey) throws(JournalFault) {
        self.text = text
        do {
            signatures = [
                Signature(
                    name: name, id: NoteKey(name: name, publicKey: key.publicKey).id,
                    bytes: try key.sign(Array(text.utf8)))
            ]
        } catch {
            throw JournalFault(.unsigned, "The checkpoint can't be signed: \(error).")
        }
    }

    /// Reads a note.
    ///
    /// - Throws: `.malformed`.
    package init(_ note: String) throws(JournalFault) {
        guard note.utf8.count <= Self.bytesMax,
            let gap = note.range(of: "\n\n", isLast: true)
        else { throw JournalFault(.malformed, "The text is no signed note.") }
        text = String(note[..<gap.lowerBound]) + "\n"
        let lines = note[gap.upperBound...].split(
            separator: "\n", omittingEmptySubsequences: false)
        let read = lines.dropLast().compactMap { Signature(line: $0) }
        guard lines.last == "", !read.isEmpty, read.count == lines.count - 1 else {
            throw JournalFault(.malformed, "The note's signatures can't be read.")
        }
        signatures = read
    }

    /// The whole note.
    package var description: String { text + "\n" + signatures.map(\.line).joined() }

    /// Is there a signature by this key, and is every one by it right?
    package func isSigned(by key: NoteKey) -> Bool {
        let own = signatures.filter { $0.name == key.name && $0.id == key.id }
        return !own.isEmpty
            && own.allSatisfy {
                SigningKey.isSignature(
                    $0.bytes, of: Array(text.utf8), publicKey: key.publicKey)
            }
    }

    /// Is there a witness's cosignature by this key, and since when (C2SP tlog-cosignature)?
    ///
    /// - Returns: Seconds since 1970; `nil` without a right one.
    package func cosigned(by key: NoteKey) -> UInt64? {
        for signature in signatures where signature.name == key.name && signature.id == key.id {
            guard signature.bytes.count == 8 + SigningKey.signatureCount else { continue }
            let seconds = signature.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let signed = "cosignature/v1\ntime \(seconds)\n" + text
            if SigningKey.isSignature(
                Array(signature.bytes.dropFirst(8)), of: Array(signed.utf8),
                publicKey: key.publicKey)
            {
                return seconds
            }
        }
        return nil
    }

    /// Adds a signature that somebody else made.
    package mutating func add(_ signature: Signature) {
        if !signatures.contains(signature) { signatures.append(signature) }
    }
}

extension String {
    /// Where a short text stands, the first or the last time.
    fileprivate func range(of text: String, isLast: Bool) -> Range<Index>? {
        let found = ranges(of: text)
        return isLast ? found.last : found.first
    }
}
