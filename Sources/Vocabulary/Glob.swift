/// A pattern of names: `*` stands for any run of characters, `?` for one, everything else for
/// itself.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    package let pattern: String
    private let bytes: [UInt8]

    /// At most 256 bytes, not empty; `nil` otherwise.
    package init?(_ pattern: String) {
        guard !pattern.isEmpty, pattern.utf8.count <= 256 else { return nil }
        self.pattern = pattern
        bytes = Array(pattern.utf8)
    }

    package var description: String { pattern }

    /// How many characters it fixes; of two globs that match a name, the one that fixes more is
    /// more specific.
    package var specificity: Int {
        let scalars = pattern.unicodeScalars
        return scalars.count { $0 != "*" && $0 != "?" } * 2 + (scalars.contains("*") ? 0 : 1)
    }

    /// Does it match the whole name? Takes time in proportion to both lengths at most.
    package func matches(_ name: some StringProtocol) -> Bool { matches(String(name)) }

    /// Does it match the whole name? Allocates nothing.
    ///
    /// - Parameter ignoringCase: Take ASCII letters of either case for the same.
    package func matches(_ name: String, ignoringCase: Bool = false) -> Bool {
        matches(name.utf8.span, ignoringCase: ignoringCase)
    }

    private func matches(_ name: Span<UInt8>, ignoringCase: Bool) -> Bool {
        let pattern = bytes.span
        var (position, index) = (0, 0)
        // Where to go on when what follows the last star fails: it then takes one byte more.
        var (starPosition, starIndex) = (-1, 0)
        while index < name.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                (starPosition, starIndex) = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == UInt8(ascii: "?"),
                !Self.isContinuation(name[index])
            {
                position += 1
                index += 1
                while index < name.count, Self.isContinuation(name[index]) { index += 1 }
            } else if position < pattern.count,
                Self.isSame(pattern[position], name[index], ignoringCase: ignoringCase)
            {
                position += 1
                index += 1
            } else if starPosition >= 0 {
                position = starPosition + 1
                starIndex += 1
                index = starIndex
            } else {
                return false
            }
        }
        while position < pattern.count, pattern[position] == UInt8(ascii: "*") { position += 1 }
        return position == pattern.count
    }

    /// Is it a byte of a character that began before?
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }

    /// Are two literal bytes the same? `?` and `*` never stand for themselves here.
    private static func isSame(_ pattern: UInt8, _ byte: UInt8, ignoringCase: Bool) -> Bool {
        guard pattern != UInt8(ascii: "?") else { return false }
        if pattern == byte { return true }
        let lower = pattern | 0x20
        return ignoringCase && pattern ^ byte == 0x20 && lower >= 0x61 && lower <= 0x7a
    }
}
