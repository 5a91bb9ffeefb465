import COpenSSL

/// An Ed25519 key that signs (RFC 8032), made from its 32-byte seed.
///
/// `@unchecked Sendable`: OpenSSL's key is made in the initialiser and only read afterwards.
@safe package final class SigningKey: @unchecked Sendable {
    /// The length of a seed and of a public key, in bytes.
    package static let count = 32
    /// The length of a signature, in bytes.
    package static let signatureCount = 64

    private let key: OpaquePointer
    /// What signatures are checked with; public.
    package let publicKey: [UInt8]

    /// - Throws: `.outOfBounds` for a seed of another length, `.cryptography`.
    package init(seed: Secret) throws(VaultFault) {
        guard seed.count == Self.count else {
            throw VaultFault(.outOfBounds, "a seed of \(seed.count) bytes instead of \(Self.count)")
        }
        guard
            let key = unsafe EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519, nil, seed.pointer, seed.count)
        else { throw OpenSSL.fault(.cryptography, "an Ed25519 key") }
        var text = [UInt8](repeating: 0, count: Self.count)
        var length = Self.count
        let isRead = unsafe text.withUnsafeMutableBufferPointer {
            unsafe EVP_PKEY_get_raw_public_key(key, $0.baseAddress, &length) == 1
        }
        guard isRead, length == Self.count else {
            unsafe EVP_PKEY_free(key)
            throw OpenSSL.fault(.cryptography, "an Ed25519 key")
        }
        unsafe self.key = key
        publicKey = text
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// The signature of some bytes, 64 bytes long.
    ///
    /// - Throws: `.cryptography`.
    package func sign(_ bytes: [UInt8]) throws(VaultFault) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw OpenSSL.fault(.memoryExhausted, "a signature")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: Self.signatureCount)
        var length = Self.signatureCount
        let isSigned = unsafe signature.withUnsafeMutableBufferPointer { target in
            unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
                && EVP_DigestSign(context, target.baseAddress, &length, bytes, bytes.count) == 1
        }
        guard isSigned, length == Self.signatureCount else {
            throw OpenSSL.fault(.cryptography, "an Ed25519 signature")
        }
        return signature
    }

    /// Is it the signature of these bytes under a public key? No for keys and signatures of another length.
    package static func isSignature(
        _ signature: [UInt8], of bytes: [UInt8], publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureCount, publicKey.count == count,
            let key = unsafe EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        let isRight =
            unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
        // A wrong signature leaves an error behind, which is no fault of ours.
        ERR_clear_error()
        return isRight
    }
}
