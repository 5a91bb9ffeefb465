/// A client's token: `bur_`, a public id of 12 characters of `0-9a-z`, `_`, a secret of 43 base62
/// characters (256 bits), and six base62 characters with the CRC-32 of all before them.
///
/// Only the public id and the keyed digest are stored. The checksum lets scanners and redactors
/// know a token offline and turns typing errors away before anything is looked up; it is no proof.
package struct TokenSecret: Sendable {
    /// The length of a token in characters.
    package static let count = 66
    /// The length of a public id in characters.
    package static let publicIDCount = 12
    /// What every token begins with.
    package static let prefix = "bur_"

    /// Names the token in clear everywhere.
    package let publicID: String
    /// The whole token; `textInClear` or `writeInClear` hand it to its owner once.
    package let text: Secret

    private static let base62 = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let base36 = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
    private static let mark = Array(prefix.utf8)
    private static let idRange = 4..<16
    private static let secretRange = 17..<60

    /// A new token.
    ///
    /// - Parameter publicID: Of the token whose secret it becomes; `nil` for a new one.
    /// - Throws: `.cryptography` without random numbers, `.memoryExhausted`.
    package static func make(publicID: String? = nil) throws(VaultFault) -> TokenSecret {
        precondition(publicID?.utf8.count ?? publicIDCount == publicIDCount, "a public id")
        let name: String
        if let publicID { name = publicID } else { name = try makePublicID() }
        let id = Array(name.utf8)
        var token = mark
        token.reserveCapacity(count)
        token.append(contentsOf: id)
        token.append(UInt8(ascii: "_"))
        try RandomBytes.appendCharacters(secretRange.count, of: base62, to: &token)
        token.append(contentsOf: checksumText(token))
        return TokenSecret(
            publicID: String(decoding: id, as: UTF8.self), text: try Secret(moving: &token))
    }

    /// A new public id, 12 of `0-9a-z`.
    ///
    /// - Throws: `.cryptography` without random numbers.
    package static func makePublicID() throws(VaultFault) -> String {
        String(decoding: try RandomBytes.characters(publicIDCount, of: base36), as: UTF8.self)
    }

    /// What a client presents, when it has a token's shape and checksum; `nil` otherwise. Proves
    /// nothing: `PresentedToken.isProven` does.
    package static func parse(_ presented: [UInt8]) -> PresentedToken? {
        guard presented.count == count, presented.starts(with: mark),
            presented[16] == UInt8(ascii: "_"),
            presented[idRange].allSatisfy({ isDigit($0) || isLower($0) }),
            presented[secretRange].allSatisfy({ isDigit($0) || isLower($0) || isUpper($0) }),
            presented[60...].elementsEqual(checksumText(presented[..<60]))
        else { return nil }
        return PresentedToken(
            publicID: String(decoding: presented[idRange], as: UTF8.self), bytes: presented)
    }

    /// What a client presents as text, as the other one.
    package static func parse(_ presented: some StringProtocol) -> PresentedToken? {
        guard presented.utf8.count == count else { return nil }
        return parse(Array(presented.utf8))
    }

    /// What is stored of a token: HMAC-SHA-256 of all of it under the pepper, 32 bytes. (A slow
    /// hash would add nothing to 256 random bits.)
    package static func digest(_ presented: [UInt8], pepper: Secret) -> [UInt8] {
        Digest.hmacSHA256(key: pepper, presented)
    }

    /// What is stored of this token, when it is issued.
    package func digest(pepper: Secret) -> [UInt8] {
        Digest.hmacSHA256(key: pepper, text)
    }

    /// Six base62 characters, most significant first.
    private static func checksumText(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var rest = Int(Checksum.crc32(bytes))
        var text = [UInt8](repeating: base62[0], count: 6)
        for index in stride(from: 5, through: 0, by: -1) {
            text[index] = base62[rest % 62]
            rest /= 62
        }
        return text
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        character >= 0x30 && character <= 0x39
    }

    private static func isLower(_ character: UInt8) -> Bool {
        character >= 0x61 && character <= 0x7a
    }

    private static func isUpper(_ character: UInt8) -> Bool {
        character >= 0x41 && character <= 0x5a
    }
}

/// A text of a token's shape that a client showed; whether it is one remains to be proven.
package struct PresentedToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// The token it claims to be.
    package let publicID: String
    private let bytes: [UInt8]
    /// Compared with when nothing is stored.
    private static let nobody = [UInt8](repeating: 0, count: Digest.count)

    fileprivate init(publicID: String, bytes: [UInt8]) {
        self.publicID = publicID
        self.bytes = bytes
    }

    /// What would be stored of it.
    package func digest(pepper: Secret) -> [UInt8] { TokenSecret.digest(bytes, pepper: pepper) }

    /// Is it the token whose digest is stored? Does the same work, in the same time, when there is
    /// none stored (an unknown id).
    package func isProven(by stored: [UInt8]?, pepper: Secret) -> Bool {
        let isEqual = ConstantTime.areEqual(digest(pepper: pepper), stored ?? Self.nobody)
        return isEqual && stored != nil
    }

    /// The public id only.
    package var description: String { "‹token \(publicID)›" }
    package var customMirror: Mirror { Mirror(self, children: ["publicID": publicID]) }
}
