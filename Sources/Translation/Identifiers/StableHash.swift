/// A hash that is the same in every process and version, so that a name made from it is too.
///
/// 128-bit FNV-1a (draft-eastlake-fnv); not for secrets. Two names of one request that collide are
/// told apart by `IdentifierMap`.
enum StableHash {
    /// 22 letters and digits.
    static func text(_ text: String, salt: UInt64 = 0) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
        for byte in text.utf8 {
            hash ^= UInt128(byte)
            hash = hash &* prime
        }
        hash ^= UInt128(salt)
        hash = hash &* prime
        var digits = ""
        for _ in 0..<22 {
            digits.unicodeScalars.append(Unicode.Scalar(alphabet[Int(hash % 62)]))
            hash /= 62
        }
        return digits
    }

    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
