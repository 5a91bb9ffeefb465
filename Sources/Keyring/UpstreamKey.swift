import Vocabulary

/// A pooled key as it is about to be added: its secret is sealed already.
package struct KeyDraft: Sendable {
    /// The public id, 12 of `0-9a-z`; makes adding it twice the same as once.
    package let id: String
    /// The name of the upstream it opens.
    package let upstream: String
    /// What operators and reports call it; unique among an upstream's keys in use.
    package let name: String?
    /// Its share beside the others, 1 to 1,000.
    package let weight: Int
    /// How many calls may use it at once; `nil` for any number.
    package let parallelMax: Int?
    /// Globs of the provider's models it may be used for; `nil` for any.
    package let models: [Glob]?
    /// The first moment it is out of force; `nil` for never.
    package let expiresAt: Timestamp?
    let sealed: SealedKey

    /// - Parameters:
    ///   - id: Made once by whoever asks, with `makeID`.
    ///   - upstream: The name of the upstream it opens.
    ///   - name: `nil` for the upstream's name with a number.
    ///   - weight: Its share beside the other keys, 1 to 1,000.
    ///   - parallelMax: How many calls may use it at once; `nil` for any number.
    ///   - models: Globs of the provider's models it may be used for; `nil` or empty for any.
    ///   - expiresAt: The first moment it isn't used any more.
    /// - Throws: `.badName`, `.outOfRange`, `.badGlob`, `.badExpiry`.
    package init(
        id: String, sealed: SealedKey, upstream: String, name: String? = nil, weight: Int = 1,
        parallelMax: Int? = nil, models: [String]? = nil, expiresAt: Timestamp? = nil,
        at now: Timestamp
    ) throws(KeyringFault) {
        if let name, !KeyringName.isName(name) {
            throw KeyringFault(
                .badName,
                "A key's name is 1 to 64 letters, digits and `. _ -`, and begins with a letter "
                    + "or digit."
            )
        }
        guard (1...1000).contains(weight) else {
            throw KeyringFault(.outOfRange, "A weight is a whole number from 1 to 1000.")
        }
        if let parallelMax, !(1...1_000_000).contains(parallelMax) {
            throw KeyringFault(
                .outOfRange, "A limit of parallel calls is a whole number from 1 to 1000000.")
        }
        if let expiresAt, expiresAt <= now {
            throw KeyringFault(
                .badExpiry, "The key would have expired before its first use. Give a later time.")
        }
        self.id = id
        self.sealed = sealed
        self.upstream = upstream
        self.name = name
        self.weight = weight
        self.parallelMax = parallelMax
        self.models = try KeyDraft.globs(models)
        self.expiresAt = expiresAt
    }

    /// A new public id.
    package static func makeID() -> String {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        let bytes = (0..<12).map { _ in digits[Int(random.next(upperBound: UInt64(digits.count)))] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func globs(_ words: [String]?) throws(KeyringFault) -> [Glob]? {
        guard let words, !words.isEmpty else { return nil }
        var globs: [Glob] = []
        for word in words {
            guard WordList.isWord(word), let glob = Glob(word), words.count <= WordList.wordsMax
            else {
                throw KeyringFault(
                    .badGlob,
                    "A glob is 1 to 256 characters of ASCII without spaces, commas and quotes.")
            }
            globs.append(glob)
        }
        return globs
    }
}

/// A pooled key as it is kept and shown: never its secret.
package struct UpstreamKey: Hashable, Sendable {
    /// What may become of it next; see `KeyPool`.
    package enum State: String, CaseIterable, Sendable {
        /// In use.
        case active
        /// Benched until a moment, with a reason.
        case cooling
        /// One call tries whether it works again.
        case probing
        /// Taken out, by an operator or because it was refused again and again.
        case disabled
        /// Ended; its secret is destroyed.
        case revoked
    }

    /// The key's number, the same over its versions.
    package let number: Int64
    /// The public id, 12 of `0-9a-z`.
    package let id: String
    /// The number of the upstream it opens.
    package let upstream: Int64
    /// The upstream's name.
    package let upstreamName: String
    /// What operators and reports call it; unique among an upstream's keys in use.
    package let name: String
    /// The newest version; 1 unless it was rotated.
    package let version: Int64
    /// Its share beside the others, 1 to 1,000.
    package let weight: Int
    /// How many calls may use it at once; `nil` for any number.
    package let parallelMax: Int?
    /// The provider's models it may be used for; `nil` for any.
    package let models: [Glob]?
    /// What may be done with it.
    package let state: State
    /// Why it isn't active.
    package let reason: String?
    /// Until when it isn't active.
    package let until: Timestamp?
    /// How often in a row it was refused; a disabled key without strikes was disabled by an operator.
    package let strikes: Int
    /// How often operators changed its state; what was found out before is void.
    package let stateEpoch: Int64
    /// When it was made.
    package let createdAt: Timestamp
    /// The first moment it is out of force; `nil` for never.
    package let expiresAt: Timestamp?
    /// When a call last used it; `nil` if none did.
    package let lastUsedAt: Timestamp?
    /// When it was revoked; `nil` while it wasn't.
    package let revokedAt: Timestamp?
}

/// A version of a key as it is shown: never its secret.
package struct KeyVersion: Hashable, Sendable {
    /// What it is for.
    package enum State: String, CaseIterable, Sendable {
        /// Serves new calls.
        case active
        /// Finishes the calls it holds.
        case retired
        /// Ended; its data key is destroyed.
        case revoked
    }

    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// Which of its versions it is, from 1.
    package let version: Int64
    /// What may be done with it.
    package let state: State
    /// When it was made.
    package let createdAt: Timestamp
    /// When it stops finishing calls, while retired.
    package let notAfter: Timestamp?
    /// When its secret was destroyed; `nil` while it wasn't.
    package let endedAt: Timestamp?
}
