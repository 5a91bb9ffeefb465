import COpenSSL

/// The few things of OpenSSL that every part of the vault needs: algorithms, fetched once, and its
/// errors.
enum OpenSSL {
    /// SHA-256; fetched once, since a fetch costs more than a digest. Never freed.
    nonisolated(unsafe) static let sha256: OpaquePointer? = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    /// AES-256-GCM; fetched once, never freed.
    nonisolated(unsafe) static let aes256GCM: OpaquePointer? =
        unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    /// An HMAC-SHA-256 that has seen a key of zeros, to be duplicated and given the real key. Only
    /// read after it was made, never freed.
    nonisolated(unsafe) static let hmacSHA256: OpaquePointer? = unsafe makeHMAC()

    /// A fault with all that OpenSSL has to say about it; leaves this thread's error queue empty.
    static func fault(_ code: VaultFault.Code, _ context: String) -> VaultFault {
        var reasons: [String] = []
        while true {
            let error = ERR_get_error()
            guard error != 0 else { break }
            if let text = unsafe ERR_reason_error_string(error) {
                unsafe reasons.append(String(cString: text))
            } else {
                reasons.append("error \(error)")
            }
        }
        return VaultFault(code, context, reasons: reasons)
    }

    private static func makeHMAC() -> OpaquePointer? {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        defer { unsafe EVP_MAC_free(algorithm) }
        guard let context = unsafe EVP_MAC_CTX_new(algorithm) else { return nil }
        let key = [UInt8](repeating: 0, count: 32)
        // A parameter keeps pointers to both its name and its value, so both must outlive the call.
        var name = Array("digest".utf8CString)
        var digest = Array("SHA256".utf8CString)
        let isReady = unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                let parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(name.baseAddress, digest.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return unsafe EVP_MAC_init(context, key, key.count, parameters) == 1
            }
        }
        guard isReady else {
            unsafe EVP_MAC_CTX_free(context)
            return nil
        }
        return unsafe context
    }
}
