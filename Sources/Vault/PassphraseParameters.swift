import COpenSSL
import Vocabulary

/// How a passphrase becomes a root key: scrypt (RFC 7914) with a salt, stored in clear beside the
/// key's check value, which vouches for them.
package struct PassphraseParameters: Hashable, Sendable {
    /// The shortest passphrase, in bytes.
    package static let passphraseBytesMin = 8
    /// The longest passphrase, in bytes.
    package static let passphraseBytesMax = 1024
    /// The least and the most cost, as powers of two; the database isn't trusted to ask for less or
    /// for more.
    package static let costLogarithms = 15...20

    /// The cost (N) as a power of two: 17 takes 128 MiB and about half a second.
    package let costLogarithm: Int
    /// The block size (r), 8 to 16.
    package let blockSize: Int
    /// The parallelism (p), 1 to 4.
    package let parallelism: Int
    /// 16 random bytes.
    package let salt: [UInt8]

    /// The usual parameters with a new salt.
    package static func make() throws(VaultFault) -> PassphraseParameters {
        PassphraseParameters(
            costLogarithm: 17, blockSize: 8, parallelism: 1, salt: try RandomBytes.make(16))
    }

    private init(costLogarithm: Int, blockSize: Int, parallelism: Int, salt: [UInt8]) {
        self.costLogarithm = costLogarithm
        self.blockSize = blockSize
        self.parallelism = parallelism
        self.salt = salt
    }

    /// The stored form, such as `scrypt:17:8:1:00112233445566778899aabbccddeeff`.
    package var text: String {
        "scrypt:\(costLogarithm):\(blockSize):\(parallelism):\(Hexadecimal.text(salt))"
    }

    /// Reads the stored form.
    ///
    /// - Throws: `.passphraseParameters` for anything but the stored form, and below or beyond the
    ///   limits.
    package init(_ text: String) throws(VaultFault) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "scrypt", let cost = Int(parts[1]),
            let block = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Hexadecimal.bytes(parts[4])
        else { throw VaultFault(.passphraseParameters, "not of the form scrypt:N:r:p:salt") }
        guard Self.costLogarithms.contains(cost), (8...16).contains(block),
            (1...4).contains(parallelism),
            salt.count == 16
        else { throw VaultFault(.passphraseParameters, "too weak or too costly") }
        self.init(costLogarithm: cost, blockSize: block, parallelism: parallelism, salt: salt)
        guard self.text == text else {
            throw VaultFault(.passphraseParameters, "not as they were written")
        }
    }

    /// The key that a passphrase stands for.
    ///
    /// - Throws: `.outOfBounds` for a passphrase too short or too long, `.cryptography`.
    package func stretch(_ passphrase: Secret) throws(VaultFault) -> Secret {
        let lengths = Self.passphraseBytesMin...Self.passphraseBytesMax
        guard lengths.contains(passphrase.count) else {
            throw VaultFault(
                .outOfBounds,
                "a passphrase has \(lengths.lowerBound) to \(lengths.upperBound) bytes")
        }
        return try Scrypt.key(
            of: passphrase, salt: salt, cost: 1 << UInt64(costLogarithm),
            blockSize: UInt64(blockSize),
            parallelism: UInt64(parallelism), count: RootKey.count)
    }
}

/// scrypt itself (RFC 7914), without opinions on its parameters.
enum Scrypt {
    /// So many bytes of key.
    static func key(
        of passphrase: Secret, salt: [UInt8], cost: UInt64, blockSize: UInt64, parallelism: UInt64,
        count: Int
    ) throws(VaultFault) -> Secret {
        let key = try Secret(zeros: count)
        // What it needs: 128 bytes for each block of N and p, and a little for itself.
        let memory = 128 * blockSize * (cost + parallelism + 2) + 65_536
        let isDone = unsafe passphrase.pointer.withMemoryRebound(
            to: CChar.self, capacity: passphrase.count
        ) { passphraseBytes in
            unsafe EVP_PBE_scrypt(
                passphraseBytes, passphrase.count, salt, salt.count, cost, blockSize, parallelism,
                memory,
                key.pointer, count) == 1
        }
        guard isDone else { throw OpenSSL.fault(.cryptography, "scrypt") }
        return key
    }
}
