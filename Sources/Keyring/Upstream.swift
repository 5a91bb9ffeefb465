import Vocabulary

/// An upstream as it is about to be added, with an id that makes adding it twice the same as once.
package struct UpstreamDraft: Sendable {
    /// Made once by whoever asks; the same id twice changes nothing.
    package let id: Identifier
    /// What operators and reports call it; unique among those in use.
    package let name: String
    /// What it speaks.
    package let dialect: Dialect
    /// The base of its URLs.
    package let url: UpstreamURL
    /// How it takes its key.
    package let credential: CredentialStyle
    /// Only loopback and this host's own addresses may be connected to.
    package let isOnDevice: Bool
    /// Private addresses may be connected to.
    package let mayBePrivate: Bool
    /// It may be reached without TLS.
    package let mayBeHTTP: Bool

    /// Fills in from the preset of the same name what isn't given.
    ///
    /// - Parameters:
    ///   - id: Made once by whoever asks.
    ///   - name: 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit.
    ///   - dialect: `nil` takes the preset's.
    ///   - url: The base URL; `nil` takes the preset's.
    ///   - isOnDevice: Is it on this host, and nowhere else? A local server's preset at its own or
    ///     another loopback URL is.
    ///   - mayBePrivate: May its addresses be private ones?
    ///   - mayBeHTTP: May it be reached without TLS? On this host it may.
    /// - Throws: `.badName`, `.noPreset`, `.badURL`.
    package init(
        id: Identifier, name: String, dialect: Dialect? = nil, url: String? = nil,
        isOnDevice: Bool = false,
        mayBePrivate: Bool = false, mayBeHTTP: Bool = false
    ) throws(KeyringFault) {
        guard KeyringName.isName(name) else {
            throw KeyringFault(
                .badName,
                "An upstream's name is 1 to 64 letters, digits and `. _ -`, and begins with a "
                    + "letter or digit."
            )
        }
        let preset = UpstreamPreset.named(name)
        guard let dialect = dialect ?? preset?.dialect, let text = url ?? preset?.url else {
            let names = UpstreamPreset.all.map(\.name).joined(separator: ", ")
            throw KeyringFault(
                .noPreset,
                "\(name) is no preset (\(names)). Give --dialect and --url for an upstream of "
                    + "your own."
            )
        }
        let base = try UpstreamURL(text)
        let isLocal = isOnDevice || (preset?.isOnDevice ?? false) && base.isLoopback
        guard !base.isHTTP || mayBeHTTP || isLocal else {
            throw KeyringFault(
                .badURL,
                "Plain http would send the key in clear. Use https, or add --allow-http if you "
                    + "mean it."
            )
        }
        self.id = id
        self.name = name
        self.dialect = dialect
        self.url = base
        let usual = CredentialStyle(of: dialect)
        credential = preset.map { $0.dialect == dialect ? $0.credential : usual } ?? usual
        self.isOnDevice = isLocal
        self.mayBePrivate = mayBePrivate
        self.mayBeHTTP = mayBeHTTP || isLocal
    }
}

/// A provider or local server that calls are forwarded to.
package struct Upstream: Hashable, Sendable {
    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// What operators and reports call it; unique among those in use.
    package let name: String
    /// What it speaks.
    package let dialect: Dialect
    /// The base of its URLs.
    package let url: UpstreamURL
    /// How it takes its key.
    package let credential: CredentialStyle
    /// Only loopback and this host's own addresses may be connected to.
    package let isOnDevice: Bool
    /// Private addresses may be connected to.
    package let mayBePrivate: Bool
    /// It may be reached without TLS.
    package let mayBeHTTP: Bool
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was removed; `nil` while it is in use.
    package let removedAt: Timestamp?

    /// May a call be sent without a key? A server on this host needs none, but takes one if it has
    /// one.
    package var mayGoWithoutKey: Bool { isOnDevice }

    /// Headers that the dialect demands and that stand unless the client sends its own: Anthropic's
    /// version (docs.anthropic.com/en/api/versioning).
    package var requiredHeaders: [(name: String, value: String)] {
        dialect == .anthropic ? [(name: "anthropic-version", value: "2023-06-01")] : []
    }
}

/// The names of upstreams and keys.
enum KeyringName {
    /// 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, so that a target's text
    /// can be cut at `/`, `:` and `,`.
    static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte)
        }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }
}
