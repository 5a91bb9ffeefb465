import Vault

/// Why an upstream, key, model or sealing key could not be made, found, opened or changed.
package struct KeyringFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code.
    package enum Code: Hashable, Sendable {
        /// A name has characters that names can't have, or is too long.
        case badName
        /// Another upstream or key has the name.
        case nameTaken
        /// A URL can't be an upstream's base.
        case badURL
        /// Neither a preset nor dialect and URL say what the upstream is.
        case noPreset
        /// No upstream has the name.
        case noSuchUpstream
        /// Models are still routed to the upstream.
        case upstreamInUse
        /// No key has the id.
        case noSuchKey
        /// The key was revoked, which is for ever.
        case keyRevoked
        /// A weight, limit or other number is out of its range.
        case outOfRange
        /// A glob can't be used.
        case badGlob
        /// The text of a target can't be read.
        case badTarget
        /// No model has this glob.
        case noSuchModel
        /// An expiry that has passed.
        case badExpiry
        /// A secret that can't be a key: empty, or with bytes that no header may hold.
        case badSecret
        /// The data file knows no root key: `init` didn't run.
        case noRootKey
        /// The root key isn't the one of this data.
        case wrongRootKey
        /// The root key has sealed as much as one key may.
        case rootKeyWornOut
        /// Another root key seals by now: seal again under that one.
        case rootKeyNotCurrent
        /// The root key is being rotated.
        case rotating
        /// A service key is missing.
        case noServiceKey
        /// Sealing or opening failed.
        case vault(VaultFault.Code)
        /// A stored row can't be read.
        case unreadable
    }

    /// What went wrong, for code.
    package let code: Code
    /// One sentence for an operator, with the way out.
    package let description: String

    /// A fault with its sentence for an operator, which never holds a secret.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// A fault of the vault, with what was being done.
    init(_ fault: VaultFault, while doing: String) {
        self.init(.vault(fault.code), "\(doing) failed: \(fault.description).")
    }
}
