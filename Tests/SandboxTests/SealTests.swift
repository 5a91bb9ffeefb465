import Testing

@testable import Sandbox

@Suite struct `A seal` {
    @Test(arguments: [Seal.Kind.thinking, .redacted, .reasoning, .thought])
    func `comes back as it went`(kind: Seal.Kind) throws {
        let seal = Seal(kind, content: "what was thought", organisation: "orga")
        #expect(Seal(bytes: seal.bytes) == seal)
        #expect(Base64Text.decoded(seal.text.utf8) == seal.bytes)
    }

    @Test func `is refused with any byte changed`() {
        let bytes = Seal(.thinking, content: "x").bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[index] ^= 1 << bit
                #expect(Seal(bytes: altered) == nil)
            }
        }
        for count in 0..<bytes.count { #expect(Seal(bytes: Array(bytes.prefix(count))) == nil) }
    }

    @Test func `tells contents and organisations apart`() {
        #expect(Seal(.thinking, content: "a") != Seal(.thinking, content: "b"))
        #expect(Seal(.thinking, content: "a") != Seal(.thinking, content: "a", organisation: "o"))
    }
}

@Suite struct `Base64 text` {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `is that of RFC 4648`(plain: String, text: String) {
        #expect(Base64Text.encoded(Array(plain.utf8)) == text)
        #expect(Base64Text.decoded(text.utf8) == Array(plain.utf8))
        #expect(
            Base64Text.decoded(text.utf8.filter { $0 != UInt8(ascii: "=") }) == Array(plain.utf8))
        #expect(Base64Text.isSound(Array(text.utf8)[...]) == !plain.isEmpty)
    }

    @Test func `has two alphabets`() {
        let bytes: [UInt8] = [0xfb, 0xff, 0xfe]
        #expect(Base64Text.encoded(bytes) == "+//+")
        #expect(Base64Text.decoded("-__-".utf8) == bytes)
        #expect(!Base64Text.isSound(Array("-__-".utf8)[...]))
    }

    @Test(arguments: ["Z", "Zg=", "Zg===", "Z g=", "Zg==Zg==", "Zm9v=", "é"])
    func `is refused when it is none`(text: String) {
        #expect(Base64Text.decoded(text.utf8) == nil)
        #expect(!Base64Text.isSound(Array(text.utf8)[...]))
    }
}
