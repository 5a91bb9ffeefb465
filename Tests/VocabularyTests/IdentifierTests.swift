import Testing

@testable import Vocabulary

@Suite struct `An identifier` {
    /// Numbers of which the test knows every bit.
    struct Fixed: RandomNumberGenerator {
        var value: UInt64
        mutating func next() -> UInt64 { value }
    }

    /// RFC 9562, appendix A.6, has this time, and these random bits.
    @Test func `is a UUID of version 7`() {
        var random = Fixed(value: .max)
        let time = Timestamp(milliseconds: 0x017f_22e2_79b0)
        let identifier = Identifier(at: time, random: &random)
        #expect(identifier.description == "017f22e2-79b0-7fff-bfff-ffffffffffff")
        random.value = 0
        #expect(
            Identifier(at: time, random: &random).description
                == "017f22e2-79b0-7000-8000-000000000000")
        #expect(identifier.time == time)
    }

    @Test func `comes back from its text and its bytes`() throws {
        for _ in 0..<500 {
            let identifier = Identifier(at: SystemClock().now)
            let text = identifier.description
            #expect(text.utf8.count == 36)
            #expect(
                text.wholeMatch(
                    of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                    != nil)
            #expect(Identifier(text) == identifier)
            #expect(Identifier(text.uppercased()) == identifier)
            #expect(identifier.bytes.count == 16)
            #expect(Identifier(bytes: identifier.bytes) == identifier)
            #expect(Hexadecimal.text(identifier.bytes) == text.replacing("-", with: ""))
        }
    }

    @Test func `isn't read from its text with any character changed to a wrong one`() {
        let text = Array(Identifier(at: SystemClock().now).description.utf8)
        for index in text.indices {
            for wrong in "g_ /:`@G\u{0}".utf8 {
                var changed = text
                changed[index] = wrong
                #expect(Identifier(String(decoding: changed, as: UTF8.self)) == nil)
            }
            var dashed = text
            dashed[index] =
                dashed[index] == UInt8(ascii: "-") ? UInt8(ascii: "0") : UInt8(ascii: "-")
            #expect(Identifier(String(decoding: dashed, as: UTF8.self)) == nil)
            #expect(Identifier(String(decoding: text[..<index], as: UTF8.self)) == nil)
        }
        #expect(Identifier(String(decoding: text, as: UTF8.self) + "0") == nil)
        #expect(Identifier("{" + String(decoding: text, as: UTF8.self) + "}") == nil)
    }

    @Test(arguments: [0, 1, 15, 17, 32]) func `has 16 bytes`(count: Int) {
        #expect(Identifier(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `is ordered by its time, then by its bytes`() {
        let made = (0..<200).map { Identifier(at: Timestamp(milliseconds: 1_795_000_000_000 + $0)) }
        #expect(made == made.sorted())
        let others = (0..<200).map { _ in Identifier(at: Timestamp(milliseconds: 1_795_000_000_000))
        }
        #expect(Set(others).count == 200)
        #expect(
            others.sorted().map(\.description) == others.map(\.description).sorted(),
            "text sorts as the identifiers do")
    }
}

@Suite struct `Hexadecimal digits` {
    @Test func `stand for all bytes`() {
        let bytes = [UInt8](0...255)
        let text = Hexadecimal.text(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes(text.uppercased()) == bytes)
        #expect(Hexadecimal.bytes("") == [])
    }

    @Test func `are sixteen, in either case`() {
        let digits = (0...UInt8.max).filter { Hexadecimal.digit($0) != nil }
        #expect(digits == Array("0123456789ABCDEFabcdef".utf8))
        for value in 0..<16 as Range<UInt8> {
            #expect(Hexadecimal.digit(Hexadecimal.character(value)) == value)
        }
    }

    @Test(arguments: ["0", "000", "0g", "0x00", " 00", "00 ", "é", "-1"])
    func `are nothing else`(text: String) { #expect(Hexadecimal.bytes(text) == nil) }
}
