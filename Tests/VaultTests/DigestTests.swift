import Testing
import Vocabulary

@testable import Vault

@Suite struct `A digest` {
    /// FIPS 180-4 examples (NIST CSRC "SHA256.pdf") and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `is SHA-256`(message: String, expected: String) {
        #expect(Hexadecimal.text(Digest.sha256(Array(message.utf8))) == expected)
    }

    /// RFC 4231, cases 1 to 4, 6 and 7.
    @Test(arguments: [
        (
            String(repeating: "0b", count: 20), "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            "0102030405060708090a0b0c0d0e0f10111213141516171819",
            String(repeating: "cd", count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            String(repeating: "aa", count: 131),
            Hexadecimal.text("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            String(repeating: "aa", count: 131),
            Hexadecimal.text(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `is HMAC-SHA-256`(key: String, message: String, expected: String) throws {
        let key = try Secret(copying: try #require(Hexadecimal.bytes(key)))
        let message = try #require(Hexadecimal.bytes(message))
        #expect(Hexadecimal.text(Digest.hmacSHA256(key: key, message)) == expected)
    }

    @Test func `leaves no key behind for the next one`() throws {
        let (first, second) = (try Secret.random(count: 32), try Secret.random(count: 200))
        let message = Array("the same message".utf8)
        let before = Digest.hmacSHA256(key: first, message)
        #expect(Digest.hmacSHA256(key: second, message) != before)
        #expect(Digest.hmacSHA256(key: first, message) == before)
    }

    @Test func `is right from many threads at once`() async throws {
        let key = try Secret.random(count: 32)
        let messages = (0..<64).map { Array("message \($0)".utf8) }
        let expected = messages.map { Digest.hmacSHA256(key: key, $0) }
        await withTaskGroup(of: Bool.self) { group in
            for (message, digest) in zip(messages, expected) {
                group.addTask {
                    (0..<200).allSatisfy { _ in Digest.hmacSHA256(key: key, message) == digest }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

@Suite struct `A comparison in constant time` {
    @Test func `sees every single difference`() {
        let bytes = [UInt8](0..<32)
        #expect(ConstantTime.areEqual(bytes, bytes))
        #expect(ConstantTime.areEqual([], []))
        #expect(!ConstantTime.areEqual(bytes, []))
        #expect(!ConstantTime.areEqual(bytes, bytes + [0]))
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(!ConstantTime.areEqual(bytes, other))
            }
        }
    }
}
