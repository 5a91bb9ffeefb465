import COpenSSL

/// SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104).
///
/// They can only fail for lack of memory or of the algorithm itself, which `SecureMemory.prepare`
/// checks; so they don't throw.
package enum Digest {
    /// The length of both, in bytes.
    package static let count = 32

    /// SHA-256 of some bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        unsafe sha256(bytes.span.bytes)
    }

    /// SHA-256 of borrowed bytes.
    package static func sha256(_ bytes: RawSpan) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        let isDone = unsafe bytes.withUnsafeBytes { source in
            unsafe digest.withUnsafeMutableBufferPointer { target in
                unsafe EVP_Digest(
                    source.baseAddress, source.count, target.baseAddress, nil, OpenSSL.sha256, nil)
                    == 1
            }
        }
        precondition(isDone, "SHA-256 is always there")
        return digest
    }

    /// HMAC-SHA-256 of some bytes under a key of at least one byte.
    package static func hmacSHA256(key: Secret, _ bytes: [UInt8]) -> [UInt8] {
        unsafe hmacSHA256(key: key, bytes.span.bytes)
    }

    /// HMAC-SHA-256 of a secret under a key of at least one byte.
    package static func hmacSHA256(key: Secret, _ secret: Secret) -> [UInt8] {
        unsafe hmacSHA256(
            key: key, RawSpan(_unsafeStart: secret.pointer, byteCount: secret.count))
    }

    /// HMAC-SHA-256 of borrowed bytes under a key of at least one byte.
    package static func hmacSHA256(key: Secret, _ bytes: RawSpan) -> [UInt8] {
        precondition(key.count > 0, "a key has at least one byte")
        var digest = [UInt8](repeating: 0, count: count)
        let isDone = unsafe bytes.withUnsafeBytes { source in
            unsafe digest.withUnsafeMutableBufferPointer { target in
                guard let context = unsafe EVP_MAC_CTX_dup(OpenSSL.hmacSHA256) else { return false }
                defer { unsafe EVP_MAC_CTX_free(context) }
                var length = 0
                return unsafe EVP_MAC_init(context, key.pointer, key.count, nil) == 1
                    && EVP_MAC_update(context, source.baseAddress, source.count) == 1
                    && EVP_MAC_final(context, target.baseAddress, &length, target.count) == 1
                    && length == count
            }
        }
        precondition(isDone, "HMAC-SHA-256 is always there")
        return digest
    }
}

/// Comparison that takes the same time wherever two values differ.
package enum ConstantTime {
    /// Are they the same? Counts aren't secret: different ones answer at once.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
            }
        }
    }
}
