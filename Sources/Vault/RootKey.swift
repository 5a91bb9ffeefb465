/// A root key (KEK) and its version. Never in the database; wraps the keys that are.
package struct RootKey: Sendable {
    /// The length of a root key in bytes.
    package static let count = 32

    /// Which one it is; envelopes name it.
    package let version: UInt32
    /// The key itself.
    package let key: Secret
    /// Stored beside the version, so that a wrong key is told before anything is opened: the first
    /// 16 bytes of HMAC-SHA-256 of `bursar/kcv/v1`.
    package let checkValue: [UInt8]

    /// A root key from its source.
    ///
    /// - Throws: `.outOfBounds` unless it has 32 bytes.
    package init(version: UInt32, key: Secret) throws(VaultFault) {
        guard key.count == Self.count else {
            throw VaultFault(.outOfBounds, "a root key of \(key.count) bytes")
        }
        self.version = version
        self.key = key
        checkValue = Array(Digest.hmacSHA256(key: key, Array("bursar/kcv/v1".utf8)).prefix(16))
    }

    /// Makes sure that this is the key whose check value is stored.
    ///
    /// - Throws: `.wrongRootKey`.
    package func check(against stored: [UInt8]) throws(VaultFault) {
        guard ConstantTime.areEqual(checkValue, stored) else {
            throw VaultFault(.wrongRootKey, "version \(version)")
        }
    }
}
