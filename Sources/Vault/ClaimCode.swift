/// A code that is exchanged for a token's secret once: `clm_` and 22 base62 characters (131 bits).
///
/// Only its digest under the token pepper is kept.
package struct ClaimCode: Sendable {
    /// What every code begins with.
    package static let prefix = "clm_"
    /// The length of a code in characters.
    package static let count = 26

    private static let base62 = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let mark = Array(prefix.utf8)

    /// The whole code; `textInClear` hands it out once.
    package let text: Secret

    /// A new code.
    ///
    /// - Throws: `.cryptography` without random numbers, `.memoryExhausted`.
    package static func make() throws(VaultFault) -> ClaimCode {
        var code = mark
        code.reserveCapacity(count)
        try RandomBytes.appendCharacters(count - mark.count, of: base62, to: &code)
        return ClaimCode(text: try Secret(moving: &code))
    }

    /// What is stored of this code.
    package func digest(pepper: Secret) -> [UInt8] {
        Digest.hmacSHA256(key: pepper, text)
    }

    /// What would be stored of a code that somebody shows; `nil` if it hasn't a code's shape.
    package static func digest(_ presented: String, pepper: Secret) -> [UInt8]? {
        let bytes = Array(presented.utf8)
        guard bytes.count == count, bytes.starts(with: mark),
            bytes[mark.count...].allSatisfy({ base62.contains($0) })
        else { return nil }
        return Digest.hmacSHA256(key: pepper, bytes)
    }
}
