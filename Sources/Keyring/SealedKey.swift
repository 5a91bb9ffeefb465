import Vault
import Vocabulary

/// A provider's key as it is stored: sealed under a data key of its own, which the root key seals.
///
/// Both envelopes are bound to the row by its 16-byte id, so neither opens anywhere else.
/// Destroying the sealed data key destroys the secret.
package struct SealedKey: Hashable, Sendable {
    /// The longest key that is taken, in bytes.
    package static let secretBytesMax = 4096

    let rowID: [UInt8]
    let rootVersion: UInt32
    let wrappedDEK: [UInt8]
    let wrappedDEKGeneration: UInt64
    let sealed: [UInt8]
    let sealedGeneration: UInt64

    /// Seals a key under a new data key.
    ///
    /// - Throws: `.badSecret` unless it is 1 to 4,096 printable ASCII characters without spaces,
    ///   which is what a header can carry; `.vault`.
    package init(sealing secret: Secret, under root: RootKey, at now: Timestamp)
        throws(KeyringFault)
    {
        guard Self.isCredential(secret) else {
            throw KeyringFault(
                .badSecret,
                "A key is 1 to \(Self.secretBytesMax) printable characters on one line. Was the "
                    + "whole file piped in?"
            )
        }
        rowID = Identifier(at: now).bytes
        rootVersion = root.version
        wrappedDEKGeneration = 1
        sealedGeneration = 1
        do {
            let dataKey = try Secret.random(count: 32)
            wrappedDEK = try Envelope.seal(
                dataKey, under: root.key, level: .root, version: root.version,
                context: Self.context("wrapped_dek", rowID, 1))
            sealed = try Envelope.seal(
                secret, under: dataKey, level: .data, version: 1,
                context: Self.context("sealed", rowID, 1))
        } catch {
            throw KeyringFault(error, while: "Sealing a key")
        }
    }

    init(
        rowID: [UInt8], rootVersion: UInt32, wrappedDEK: [UInt8], wrappedDEKGeneration: UInt64,
        sealed: [UInt8],
        sealedGeneration: UInt64
    ) {
        self.rowID = rowID
        self.rootVersion = rootVersion
        self.wrappedDEK = wrappedDEK
        self.wrappedDEKGeneration = wrappedDEKGeneration
        self.sealed = sealed
        self.sealedGeneration = sealedGeneration
    }

    /// The key in clear, in secure memory; keep it no longer than the request that needs it.
    ///
    /// - Throws: `.wrongRootKey` for another version of the root key, `.vault`.
    package func open(under root: RootKey) throws(KeyringFault) -> Secret {
        guard root.version == rootVersion else {
            throw KeyringFault(
                .wrongRootKey,
                "The key is sealed under root key \(rootVersion), not \(root.version).")
        }
        do {
            let dataKey = try Envelope.open(
                wrappedDEK, under: root.key,
                context: Self.context("wrapped_dek", rowID, wrappedDEKGeneration))
            return try Envelope.open(
                sealed, under: dataKey, context: Self.context("sealed", rowID, sealedGeneration))
        } catch {
            throw KeyringFault(error, while: "Opening a key")
        }
    }

    /// The same with whichever root key it is sealed under.
    ///
    /// - Throws: `.wrongRootKey`, `.vault`.
    package func open(with roots: RootKeys) throws(KeyringFault) -> Secret {
        try open(under: try roots.key(rootVersion))
    }

    /// The same secret under a fresh data key, which the root key that seals now seals.
    ///
    /// - Throws: `.wrongRootKey`, `.vault`.
    func renewed(with roots: RootKeys) throws(KeyringFault) -> SealedKey {
        let (secret, root) = (try open(with: roots), roots.current)
        let (keyGeneration, generation) = (wrappedDEKGeneration + 1, sealedGeneration + 1)
        do {
            let dataKey = try Secret.random(count: 32)
            return SealedKey(
                rowID: rowID, rootVersion: root.version,
                wrappedDEK: try Envelope.seal(
                    dataKey, under: root.key, level: .root, version: root.version,
                    context: Self.context("wrapped_dek", rowID, keyGeneration)),
                wrappedDEKGeneration: keyGeneration,
                sealed: try Envelope.seal(
                    secret, under: dataKey, level: .data, version: 1,
                    context: Self.context("sealed", rowID, generation)),
                sealedGeneration: generation)
        } catch {
            throw KeyringFault(error, while: "Sealing a key anew")
        }
    }

    private static func context(_ column: String, _ rowID: [UInt8], _ generation: UInt64)
        -> SealContext
    {
        SealContext(table: "key_version", column: column, row: rowID, generation: generation)
    }

    private static func isCredential(_ secret: Secret) -> Bool {
        guard (1...secretBytesMax).contains(secret.count) else { return false }
        return secret.withBytes { bytes in
            let bytes = Span<UInt8>(_bytes: bytes)
            for index in bytes.indices where bytes[index] < 0x21 || bytes[index] > 0x7e {
                return false
            }
            return true
        }
    }
}
