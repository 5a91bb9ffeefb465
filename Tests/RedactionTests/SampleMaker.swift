@testable import Redaction

/// Makes texts that a row of the table must find, from nothing but the row: so that no secret, not
/// even a sample, stands in this repository.
struct SampleMaker {
    private var state: UInt64

    init(seed: UInt64 = 7) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// A character of a set; digits and letters in turn.
    mutating func character(_ set: CharacterSet, _ index: Int) -> UInt8 {
        let pool = (UInt8(33)..<127).filter { set.contains($0) && CharacterSet.isAlphanumeric($0) }
        let digits = pool.filter { CharacterSet.isDigit($0) }
        let letters = pool.filter { CharacterSet.isLetter($0) }
        let from = index % 3 == 1 && !digits.isEmpty || letters.isEmpty ? digits : letters
        return from[next(from.count)]
    }

    mutating func run(_ set: CharacterSet, _ count: Int) -> [UInt8] {
        // No character twice in a row, so that no text looks like a template.
        var text: [UInt8] = []
        while text.count < count {
            let byte = character(set, text.count)
            if byte != text.last || set == CharacterSet(named: "d") && text.count % 2 == 0 {
                text.append(byte)
            }
        }
        return text
    }

    /// The shortest text of a shape, and where its body begins.
    mutating func token(_ shape: TokenShape) -> [UInt8] {
        var text: [UInt8] = []
        if let before = shape.before { text += run(before.set, before.min) }
        text += shape.anchor
        for element in shape.elements {
            switch element {
            case .literal(let bytes): text += bytes
            case .run(let set, let min, let max):
                text += run(set, Swift.min(max, Swift.max(min, 1)))
            case .padding: break
            }
        }
        return text
    }

    /// A number of a layout that the check accepts, with its separators; `nil` if none is found.
    mutating func code(_ layout: String, _ check: Check?) -> String? {
        for _ in 0..<400_000 {
            var text = ""
            var compact: [UInt8] = []
            var number = ""
            var isLetters = false
            func finish(_ maker: inout SampleMaker) {
                let count = Int(number.split(separator: "~").first ?? "0") ?? 0
                for _ in 0..<count {
                    let byte =
                        isLetters ? UInt8(65 + maker.next(26)) : UInt8(48 + maker.next(10))
                    text.append(Character(UnicodeScalar(byte)))
                    compact.append(byte)
                }
                (number, isLetters) = ("", false)
            }
            for character in layout {
                switch character {
                case "!": break
                case "L": isLetters = true
                case "0"..."9", "~": number.append(character)
                default:
                    finish(&self)
                    if character != "," { text.append(character == "_" ? " " : character) }
                }
            }
            finish(&self)
            if check?.accepts(compact.span) ?? true { return text }
        }
        return nil
    }

    /// A word of a mask that the check accepts.
    mutating func mask(_ mask: String, _ check: Check?) -> String? {
        for _ in 0..<3_000_000 {
            var text: [UInt8] = []
            for character in mask.utf8 {
                switch character {
                case UInt8(ascii: "9"): text.append(UInt8(48 + next(10)))
                case UInt8(ascii: "A"): text.append(UInt8(65 + next(26)))
                default: text.append(next(2) == 0 ? UInt8(48 + next(10)) : UInt8(65 + next(26)))
                }
            }
            if check?.accepts(text.span) ?? true { return String(decoding: text, as: UTF8.self) }
        }
        return nil
    }
}
