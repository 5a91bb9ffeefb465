/// Follows a text that may be JSON, with JSON in its strings, and knows at each place in how many
/// strings it stands: so often a value put there must be escaped.
struct JSONNesting: Sendable {
    /// What the outermost text is.
    enum Mode: Sendable {
        /// JSON for sure: arguments of a tool, an answer that was asked to be JSON.
        case json
        /// JSON if it begins with a brace.
        case unknown
    }

    private struct Level {
        var isDecided: Bool
        var isJSON: Bool
        var isInString = false
        /// Zero outside of an escape, one behind its backslash, two to five in the digits of `\u`.
        var escape: UInt8 = 0
        var unit: UInt32 = 0
    }

    /// How deep it follows; deeper text is taken for plain.
    private static let levelsMax = 12
    private var levels: [Level]

    init(_ mode: Mode) {
        levels = [Level(isDecided: mode == .json, isJSON: mode == .json)]
    }

    /// In how many strings the next byte stands.
    var depth: Int { levels.reduce(0) { $1.isJSON && $1.isInString ? $0 + 1 : $0 } }

    /// Passes a byte of the outermost text.
    mutating func pass(_ byte: UInt8) { pass(byte, level: 0) }

    private mutating func pass(_ byte: UInt8, level: Int) {
        guard level < levels.count else { return }
        if !levels[level].isDecided {
            guard byte > 0x20 else { return }
            levels[level].isDecided = true
            // A list's bracket begins much that is no JSON, so at the outermost only a brace counts.
            levels[level].isJSON =
                byte == UInt8(ascii: "{") || level > 0 && byte == UInt8(ascii: "[")
        }
        guard levels[level].isJSON else { return }
        guard levels[level].isInString else {
            if byte == UInt8(ascii: "\"") {
                levels[level].isInString = true
                levels.removeSubrange((level + 1)...)
                if levels.count < Self.levelsMax {
                    levels.append(Level(isDecided: false, isJSON: false))
                }
            }
            return
        }
        switch levels[level].escape {
        case 0:
            if byte == UInt8(ascii: "\\") {
                levels[level].escape = 1
            } else if byte == UInt8(ascii: "\"") {
                levels[level].isInString = false
                levels.removeSubrange((level + 1)...)
            } else {
                pass(byte, level: level + 1)
            }
        case 1:
            if byte == UInt8(ascii: "u") {
                levels[level].escape = 2
                levels[level].unit = 0
            } else {
                levels[level].escape = 0
                pass(Self.character(byte), level: level + 1)
            }
        default:
            let digit = CharacterSet.isDigit(byte) ? byte - 48 : (byte | 0x20) &- 87
            levels[level].unit = levels[level].unit << 4 | UInt32(digit & 15)
            if levels[level].escape == 5 {
                levels[level].escape = 0
                let unit = levels[level].unit
                pass(unit < 0x80 ? UInt8(unit) : 0x80, level: level + 1)
            } else {
                levels[level].escape += 1
            }
        }
    }

    private static func character(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
            UInt8(ascii: "f"):
            0x0a
        default: letter
        }
    }
}
