import COpenSSL

/// AES-256-GCM with 96-bit nonces and 128-bit tags (NIST SP 800-38D).
enum AuthenticatedCipher {
    static let keyCount = 32
    static let nonceCount = 12
    static let tagCount = 16

    /// The ciphertext and its tag, appended to `output`.
    static func seal(
        _ plain: RawSpan, key: Secret, nonce: RawSpan, associated: [UInt8],
        appendingTo output: inout [UInt8]
    ) throws(VaultFault) {
        try check(key, nonce)
        let start = output.count
        let count = plain.byteCount
        output.append(contentsOf: repeatElement(0, count: count + tagCount))
        let isDone = unsafe plain.withUnsafeBytes { plain in
            unsafe nonce.withUnsafeBytes { nonce in
                unsafe output.withUnsafeMutableBufferPointer { output in
                    guard let context = unsafe EVP_CIPHER_CTX_new(), let target = output.baseAddress
                    else {
                        return false
                    }
                    defer { unsafe EVP_CIPHER_CTX_free(context) }
                    var length: Int32 = 0
                    return unsafe EVP_EncryptInit_ex2(
                        context, OpenSSL.aes256GCM, key.pointer, bytes(of: nonce), nil) == 1
                        && EVP_EncryptUpdate(
                            context, nil, &length, associated, Int32(associated.count)) == 1
                        && (count == 0
                            || EVP_EncryptUpdate(
                                context, target + start, &length, bytes(of: plain), Int32(count))
                                == 1)
                        && EVP_EncryptFinal_ex(context, target + start + count, &length) == 1
                        && EVP_CIPHER_CTX_ctrl(
                            context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), target + start + count)
                            == 1
                }
            }
        }
        guard isDone else {
            output.removeSubrange(start...)
            throw OpenSSL.fault(.cryptography, "AES-256-GCM")
        }
    }

    /// The plain bytes of ciphertext and tag; nothing of them unless the tag is right.
    ///
    /// - Throws: `.envelopeRejected` when the tag is wrong.
    static func open(
        _ sealed: RawSpan, key: Secret, nonce: RawSpan, associated: [UInt8]
    ) throws(VaultFault) -> Secret {
        try check(key, nonce)
        let count = sealed.byteCount - tagCount
        guard count >= 0 else { throw VaultFault(.envelopeMalformed, "shorter than its tag") }
        let plain = try Secret(zeros: count)
        let isRight = unsafe sealed.withUnsafeBytes { sealed in
            unsafe nonce.withUnsafeBytes { nonce in
                guard let context = unsafe EVP_CIPHER_CTX_new(),
                    let source = unsafe bytes(of: sealed)
                else {
                    return false
                }
                defer { unsafe EVP_CIPHER_CTX_free(context) }
                var length: Int32 = 0
                var rest: UInt8 = 0
                return unsafe EVP_DecryptInit_ex2(
                    context, OpenSSL.aes256GCM, key.pointer, bytes(of: nonce), nil) == 1
                    && EVP_DecryptUpdate(context, nil, &length, associated, Int32(associated.count))
                        == 1
                    && (count == 0
                        || EVP_DecryptUpdate(context, plain.pointer, &length, source, Int32(count))
                            == 1)
                    && EVP_CIPHER_CTX_ctrl(
                        context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount),
                        UnsafeMutableRawPointer(mutating: source + count)) == 1
                    && EVP_DecryptFinal_ex(context, &rest, &length) == 1
            }
        }
        guard isRight else { throw OpenSSL.fault(.envelopeRejected, "its tag is wrong") }
        return plain
    }

    private static func check(_ key: Secret, _ nonce: RawSpan) throws(VaultFault) {
        guard key.count == keyCount else {
            throw VaultFault(.outOfBounds, "a key of \(key.count) bytes instead of \(keyCount)")
        }
        precondition(nonce.byteCount == nonceCount, "a nonce has 12 bytes")
    }

    private static func bytes(of buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
