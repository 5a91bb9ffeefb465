import Testing
import Vocabulary

@testable import Vault

@Suite struct `A client's token` {
    let pepper: Secret

    init() throws { pepper = try Secret.random(count: 32) }

    @Test func `has its shape`() throws {
        for _ in 0..<200 {
            let token = try TokenSecret.make()
            let text = token.text.textInClear()
            #expect(text.wholeMatch(of: /bur_[0-9a-z]{12}_[0-9A-Za-z]{49}/) != nil)
            #expect(text.utf8.count == TokenSecret.count)
            #expect(token.text.isOnSecureHeap == (SecureMemory.state.bytes > 0))
            #expect(TokenSecret.parse(text)?.publicID == token.publicID)
            #expect(text.dropFirst(4).prefix(12) == token.publicID)
        }
    }

    @Test func `is never made twice and uses its whole alphabet`() throws {
        var (ids, texts): (Set<String>, Set<String>) = ([], [])
        var characters: [Character: Int] = [:]
        for _ in 0..<2000 {
            let token = try TokenSecret.make()
            let text = token.text.textInClear()
            ids.insert(token.publicID)
            texts.insert(text)
            for character in text.dropFirst(17).prefix(43) {
                characters[character, default: 0] += 1
            }
        }
        #expect(ids.count == 2000 && texts.count == 2000)
        #expect(characters.count == 62)
        // 86,000 characters, 1,387 of each expected, standard deviation 37; six of them is once in
        // 10^9.
        #expect(characters.values.allSatisfy { abs($0 - 1387) < 6 * 37 })
    }

    @Test func `isn't one with any single character changed`() throws {
        let token = Array(try TokenSecret.make().text.textInClear().utf8)
        for index in token.indices {
            for byte in 0...UInt8.max where byte != token[index] {
                var changed = token
                changed[index] = byte
                #expect(TokenSecret.parse(changed) == nil, "character \(index) is \(byte)")
            }
        }
    }

    @Test func `isn't one when cut, lengthened, or with two neighbours swapped`() throws {
        let token = Array(try TokenSecret.make().text.textInClear().utf8)
        for index in token.indices {
            #expect(TokenSecret.parse(Array(token[..<index])) == nil)
            var other = token
            other.remove(at: index)
            #expect(TokenSecret.parse(other) == nil)
            other = token
            other.insert(token[index], at: index)
            #expect(TokenSecret.parse(other) == nil)
            if index > 0, token[index] != token[index - 1] {
                other = token
                other.swapAt(index, index - 1)
                #expect(TokenSecret.parse(other) == nil)
            }
        }
    }

    @Test(arguments: ["", "bur_", "Bearer x", "bur_abc", String(repeating: "é", count: 33)])
    func `isn't any other text`(text: String) { #expect(TokenSecret.parse(text) == nil) }

    @Test func `is proven by its own digest only`() throws {
        let token = try TokenSecret.make()
        let other = try TokenSecret.make()
        let presented = try #require(TokenSecret.parse(token.text.textInClear()))
        let stored = token.digest(pepper: pepper)
        #expect(stored.count == 32)
        #expect(stored == TokenSecret.digest(Array(token.text.textInClear().utf8), pepper: pepper))
        #expect(stored == presented.digest(pepper: pepper))
        #expect(presented.isProven(by: stored, pepper: pepper))
        #expect(!presented.isProven(by: other.digest(pepper: pepper), pepper: pepper))
        #expect(!presented.isProven(by: nil, pepper: pepper))
        #expect(!presented.isProven(by: [], pepper: pepper))
        #expect(!presented.isProven(by: [UInt8](repeating: 0, count: 32), pepper: pepper))
        #expect(!presented.isProven(by: Array(stored.dropLast()), pepper: pepper))
        #expect(!presented.isProven(by: stored, pepper: try Secret.random(count: 32)))
        for index in stored.indices {
            var changed = stored
            changed[index] ^= 1
            #expect(!presented.isProven(by: changed, pepper: pepper))
        }
    }
}

@Suite struct `A checksum` {
    @Test(
        arguments: [
            ("", 0), ("a", 0xe8b7_be43), ("123456789", 0xcbf4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
        ] as [(String, UInt32)])
    func `is CRC-32`(text: String, expected: UInt32) {
        #expect(Checksum.crc32(text.utf8) == expected)
    }
}
