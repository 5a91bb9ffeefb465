/// What may stand in a message's head (RFC 9110 5.5 and 5.6.2, without the obsolete rest).
enum FieldText {
    /// Whether a byte may be part of a field's name or a method.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Whether a byte may be part of a field's value: visible ASCII, space, tab.
    static func isValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte <= 0x7e || byte == 0x09
    }

    /// Whether a text is a field's name.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isToken)
    }

    /// Whether a text is a field's value; the empty one is.
    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy(isValue)
    }

    /// Whether a field frames messages or steers connections, which callers leave to us.
    static func isReserved(_ name: String) -> Bool {
        guard reservedLengths.contains(name.utf8.count) else { return false }
        return reserved.contains(name.lowercased())
    }

    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "expect", "te",
        "trailer", "upgrade", "proxy-connection", "proxy-authorization", "http2-settings",
    ]
    private static let reservedLengths = Set(reserved.map(\.utf8.count))
}
