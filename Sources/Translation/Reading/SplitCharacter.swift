import Wire

/// Puts together what a server cut in the middle of a character: one delta ends with the escape of a character's first
/// half (a surrogate of UTF-16), the next begins with that of its second.
struct SplitCharacter: Sendable {
    /// The escape of a first half that waits for the second.
    private var held: [UInt8] = []

    /// The text of a string, without a half character at its end, with the other half at its beginning; `nil` for what is
    /// no string.
    mutating func text(_ node: JSONNode?) -> String? {
        guard let node, node.kind == .string else { return nil }
        guard !held.isEmpty || (node.hasEscapes && Self.endsHalf(node.bytes.dropLast())) else {
            return node.string
        }
        var bytes = held + node.bytes.dropFirst().dropLast()
        held = []
        if Self.endsHalf(bytes[...]) {
            held = Array(bytes.suffix(6))
            bytes.removeLast(6)
        }
        let quote = [UInt8(ascii: "\"")]
        // both halves are of sound strings
        return (try? JSONDocument(parsing: quote + bytes + quote))?.root.string ?? node.string
    }

    /// What stands for a half whose other half never came, as in a whole answer; `nil` if there is none.
    mutating func flush() -> String? {
        guard !held.isEmpty else { return nil }
        held = []
        return "\u{fffd}"
    }

    /// Is the end `\uD800` to `\uDBFF`, and its backslash no escaped one?
    private static func endsHalf(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 6 else { return false }
        let start = bytes.endIndex - 6
        guard bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u"),
            bytes[start + 2] | 0x20 == UInt8(ascii: "d"),
            "89abAB".utf8.contains(bytes[start + 3])
        else { return false }
        return bytes[..<start].reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 0
    }
}
