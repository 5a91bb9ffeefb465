import COpenSSL
import Glibc

/// The memory secrets live in: locked, left out of dumps, between guard pages (OpenSSL's secure
/// heap).
package enum SecureMemory {
    /// How the heap for secrets came out.
    package struct State: Sendable {
        /// The heap's size; zero when there is none and secrets live in ordinary memory.
        package let bytes: Int
        /// Is it locked against being swapped out and guarded on both sides?
        package let isLocked: Bool
    }

    /// The most the heap takes: room for 8,000 secrets of up to 256 bytes. All of it is resident.
    package static let bytesMax = 2 << 20
    /// The least it makes do with when the system lets us lock little memory.
    package static let bytesMin = 32 << 10

    /// The heap for secrets, made when first asked for.
    package static let state: State = makeHeap()

    /// Makes the process keep secrets: the heap for them, and no core dumps nor debuggers of its
    /// own user (`RLIMIT_CORE` 0, `PR_SET_DUMPABLE` 0). To be called first thing in `main`; further
    /// calls change nothing.
    ///
    /// - Parameter allowInsecure: Go on with memory that could be swapped out when it can't be
    ///   locked.
    /// - Throws: `.memoryNotLocked`, `.coreDumpsOn`, or `.cryptography` when an algorithm is
    ///   missing.
    package static func prepare(allowInsecure: Bool) throws(VaultFault) {
        guard state.isLocked || allowInsecure else {
            throw OpenSSL.fault(
                .memoryNotLocked,
                "raise LimitMEMLOCK to \(bytesMin * 2) bytes or more, or allow insecure memory")
        }
        try forbidCoreDumps()
        guard unsafe OpenSSL.sha256 != nil, unsafe OpenSSL.aes256GCM != nil,
            unsafe OpenSSL.hmacSHA256 != nil
        else {
            throw OpenSSL.fault(.cryptography, "OpenSSL lacks SHA-256, HMAC or AES-256-GCM")
        }
    }

    /// May the process be dumped or traced by others of its user?
    package static var mayDump: Bool { vault_may_dump() != 0 }

    private static func forbidCoreDumps() throws(VaultFault) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 else {
            throw VaultFault(.coreDumpsOn, "setrlimit", error: errno)
        }
        guard vault_forbid_dumps() == 0 else {
            throw VaultFault(.coreDumpsOn, "prctl", error: errno)
        }
    }

    private static func makeHeap() -> State {
        // No clean-up at exit: threads of ours may still be using OpenSSL then.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        var limit = rlimit()
        var bytes = bytesMax
        if unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit) == 0 {
            while bytes > bytesMin, UInt64(bytes) > UInt64(limit.rlim_cur) / 2 { bytes /= 2 }
        }
        // 1: locked and guarded; 2: there, but lacking one of these; 0: not there.
        switch CRYPTO_secure_malloc_init(bytes, 32) {
        case 1: return State(bytes: bytes, isLocked: true)
        case 2: return State(bytes: bytes, isLocked: false)
        default: return State(bytes: 0, isLocked: false)
        }
    }
}
