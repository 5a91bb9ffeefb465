import COpenSSL
import Vocabulary

/// Bytes nobody should see: on the heap for secrets (`SecureMemory`), never changed after they were
/// made, wiped when the last reference goes, and never described.
///
/// `@unchecked Sendable`: the one pointer is set in the initialiser, written to only before any
/// initialiser returns, and freed in `deinit`. `@safe`: that pointer never leaves the room.
@safe package final class Secret: SecretBytes, @unchecked Sendable {
    /// The most one secret may hold.
    package static let bytesMax = 65_536

    package let count: Int
    /// Lent to the rest of this room, for the lifetime of the object only.
    let pointer: UnsafeMutablePointer<UInt8>

    /// Takes memory for so many bytes, all zero. Only for initialisers and readers of this room,
    /// which fill it before anybody else sees it.
    init(zeros count: Int) throws(VaultFault) {
        guard count >= 0, count <= Self.bytesMax else {
            throw VaultFault(.outOfBounds, "a secret of \(count) bytes")
        }
        _ = SecureMemory.state
        guard let memory = unsafe CRYPTO_secure_zalloc(max(count, 1), nil, 0) else {
            throw OpenSSL.fault(.memoryExhausted, "a secret of \(count) bytes")
        }
        unsafe pointer = memory.assumingMemoryBound(to: UInt8.self)
        self.count = count
    }

    deinit {
        unsafe CRYPTO_secure_clear_free(pointer, max(count, 1), nil, 0)
    }

    /// Copies bytes. The original stays as it is; prefer the other initialisers where there is a
    /// choice.
    ///
    /// - Throws: `.outOfBounds` beyond `bytesMax`, `.memoryExhausted`.
    package convenience init(copying bytes: [UInt8]) throws(VaultFault) {
        try self.init(zeros: bytes.count)
        for (index, byte) in bytes.enumerated() { unsafe pointer[index] = byte }
    }

    /// Copies borrowed bytes.
    package convenience init(copying bytes: RawSpan) throws(VaultFault) {
        try self.init(zeros: bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            for index in source.indices { unsafe pointer[index] = source[index] }
        }
    }

    /// Copies bytes and overwrites the original with zeros, also when it throws.
    package convenience init(moving bytes: inout [UInt8]) throws(VaultFault) {
        defer {
            unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
        }
        try self.init(copying: bytes)
    }

    /// Makes a secret by writing into its memory, which begins as zeros.
    package convenience init(
        count: Int, filling: (inout MutableRawSpan) throws -> Void
    ) throws {
        try self.init(zeros: count)
        var span = unsafe MutableRawSpan(_unsafeStart: pointer, byteCount: count)
        try filling(&span)
    }

    /// A secret of random bytes (`RAND_priv_bytes`).
    package static func random(count: Int) throws(VaultFault) -> Secret {
        let secret = try Secret(zeros: count)
        guard unsafe RAND_priv_bytes(secret.pointer, Int32(count)) == 1 else {
            throw OpenSSL.fault(.cryptography, "random numbers")
        }
        return secret
    }

    /// Is it on the heap for secrets (rather than on the ordinary one, when there is none)?
    var isOnSecureHeap: Bool { unsafe CRYPTO_secure_allocated(pointer) == 1 }

    package func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        try body(unsafe RawSpan(_unsafeStart: pointer, byteCount: count))
    }
}

extension Secret: Equatable {
    /// Compares in constant time (for a given count; counts aren't secret).
    package static func == (left: Secret, right: Secret) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe CRYPTO_memcmp(left.pointer, right.pointer, left.count) == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same placeholder; says nothing of the content, not even its length.
    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
