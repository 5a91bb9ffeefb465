import Vault
import Vocabulary

/// A server of the operator's that wants to hear of some kinds of events.
package struct NoticeTarget: Sendable {
    /// Where notices are posted to.
    package let url: String
    /// Signs them; `nil` sends them unsigned.
    package let key: Secret?
    /// The kinds it wants; empty for all.
    package let kinds: [Glob]
    /// May it be in a private network, or on this host?
    package let allowPrivate: Bool
    /// May it be plain http?
    package let allowHTTP: Bool

    package init(
        url: String, key: Secret?, kinds: [Glob] = [], allowPrivate: Bool = false,
        allowHTTP: Bool = false
    ) {
        self.url = url
        self.key = key
        self.kinds = kinds
        self.allowPrivate = allowPrivate
        self.allowHTTP = allowHTTP
    }

    /// Does it want to hear of this kind?
    func wants(_ kind: String) -> Bool {
        kinds.isEmpty || kinds.contains { $0.matches(kind) }
    }

    /// The header fields of one try: the id, when it is sent, and the signature over both and the body
    /// (`v1,` and base64 of HMAC-SHA-256 of `ID.SECONDS.BODY`, as the Standard Webhooks specification 1.0 has it).
    func fields(
        _ messageID: String, _ body: [UInt8], at now: Timestamp
    ) -> [(name: String, value: String)] {
        let seconds = String(now.milliseconds / 1000)
        var fields = [
            (name: "content-type", value: "application/json"), ("user-agent", "bursar"),
            ("webhook-id", messageID), ("webhook-timestamp", seconds),
        ]
        if let key {
            let signed = Array("\(messageID).\(seconds).".utf8) + body
            fields.append(
                (
                    "webhook-signature",
                    "v1," + SignatureText.base64(Digest.hmacSHA256(key: key, signed))
                ))
        }
        return fields
    }
}

/// Bytes as a signature's header shows them.
enum SignatureText {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base64 with its padding (RFC 4648).
    static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            let word = piece.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - piece.count))
            for place in 0..<4 {
                text.append(
                    place <= piece.count
                        ? letters[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
