import Glibc
import Testing
import Vocabulary

@testable import Vault

@Suite struct `A passphrase` {
    struct Vector: Sendable {
        let passphrase, salt: String
        let cost, blockSize, parallelism: UInt64
        let key: String
    }

    /// RFC 7914, section 12; its fourth takes a gigabyte.
    @Test(arguments: [
        Vector(
            passphrase: "", salt: "", cost: 16, blockSize: 1, parallelism: 1,
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            passphrase: "password", salt: "NaCl", cost: 1024, blockSize: 8, parallelism: 16,
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        Vector(
            passphrase: "pleaseletmein", salt: "SodiumChloride", cost: 16_384, blockSize: 8,
            parallelism: 1,
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ])
    func `is stretched with scrypt`(vector: Vector) throws {
        let key = try Scrypt.key(
            of: Secret(copying: Array(vector.passphrase.utf8)), salt: Array(vector.salt.utf8),
            cost: vector.cost, blockSize: vector.blockSize, parallelism: vector.parallelism,
            count: 64)
        let expected = try #require(Hexadecimal.bytes(vector.key))
        #expect(try key == Secret(copying: expected))
    }

    @Test func `has parameters with a new salt each time`() throws {
        let parameters = try PassphraseParameters.make()
        #expect(
            parameters.costLogarithm == 17 && parameters.blockSize == 8
                && parameters.parallelism == 1)
        #expect(parameters.salt.count == 16)
        #expect(parameters.text == "scrypt:17:8:1:" + Hexadecimal.text(parameters.salt))
        #expect(try PassphraseParameters(parameters.text) == parameters)
        #expect(try PassphraseParameters.make() != parameters)
    }

    private static let salt = "00112233445566778899aabbccddeeff"

    @Test(arguments: ["15:8:1", "20:16:4", "17:8:1", "16:9:3"])
    func `takes parameters within the limits`(numbers: String) throws {
        let text = "scrypt:\(numbers):\(Self.salt)"
        #expect(try PassphraseParameters(text).text == text)
    }

    @Test(arguments: [
        "", "scrypt", "scrypt:17:8:1", "scrypt:17:8:1:", "scrypt:14:8:1:\(salt)",
        "scrypt:21:8:1:\(salt)",
        "scrypt:17:7:1:\(salt)", "scrypt:17:17:1:\(salt)", "scrypt:17:8:0:\(salt)",
        "scrypt:17:8:5:\(salt)",
        "scrypt:-17:8:1:\(salt)", "scrypt:+17:8:1:\(salt)", "scrypt:017:8:1:\(salt)",
        "argon:17:8:1:\(salt)",
        "scrypt:17:8:1:\(salt)00", "scrypt:17:8:1:00", "scrypt:17:8:1:\(salt):",
        "scrypt:17:8:1:\(salt) ",
        "scrypt:99999999999999999999:8:1:\(salt)", "scrypt:17:8:1:00112233445566778899AABBCCDDEEFF",
    ])
    func `takes no others`(text: String) {
        #expect { try PassphraseParameters(text) } throws: {
            ($0 as? VaultFault)?.code == .passphraseParameters
        }
    }

    @Test func `has 8 to 1,024 bytes`() throws {
        let parameters = try PassphraseParameters("scrypt:15:8:1:\(Self.salt)")
        for count in [0, 1, 7, 1025] {
            #expect { try parameters.stretch(Secret(zeros: count)) } throws: {
                ($0 as? VaultFault)?.code == .outOfBounds
            }
        }
        for count in [8, 1024] {
            #expect(try parameters.stretch(.random(count: count)).count == 32)
        }
    }

    @Test func `gives another key with any parameter changed`() throws {
        let passphrase = try Secret.random(count: 12)
        let texts = [
            "15:8:1:\(Self.salt)", "16:8:1:\(Self.salt)", "15:9:1:\(Self.salt)",
            "15:8:2:\(Self.salt)",
        ]
        let keys = try (texts + ["15:8:1:\(Self.salt.dropLast())e"]).map {
            try PassphraseParameters("scrypt:" + $0).stretch(passphrase)
        }
        for (index, key) in keys.enumerated() {
            for other in keys[(index + 1)...] { #expect(key != other) }
        }
        #expect(try PassphraseParameters("scrypt:" + texts[0]).stretch(passphrase) == keys[0])
    }

    @Test func `comes from a private file, without its line end`() throws {
        let folder = try TestFolder()
        let parameters = try PassphraseParameters("scrypt:15:8:1:\(Self.salt)")
        let text = Hexadecimal.text(try RandomBytes.make(10))
        let key = try parameters.stretch(Secret(copying: Array(text.utf8)))
        for ending in ["", "\n", "\r\n"] {
            let path = try folder.file("passphrase", Array((text + ending).utf8))
            let source = try #require(RootKeySource("passphrase:" + path))
            #expect(source.isPassphrase)
            #expect(try source.load(passphraseParameters: parameters) == key)
            #expect { try source.load() } throws: {
                ($0 as? VaultFault)?.code == .passphraseParameters
            }
        }
        let path = try folder.file("passphrase", Array(text.utf8), mode: 0o640)
        #expect {
            try RootKeySource("passphrase:" + path)?.load(passphraseParameters: parameters)
        } throws: {
            ($0 as? VaultFault)?.code == .sourceExposed
        }
    }

    /// What a terminal sends for the keys typed, and what is taken for it.
    @Test(arguments: [
        ("secret\n", "secret"), ("secret\rmore", "secret"), ("sex\u{7f}cret\n", "secret"),
        ("\u{8}\u{8}a\n", "a"), ("wrong\u{15}right\n", "right"), ("é\u{7f}e\n", "e"), ("\n", ""),
    ])
    func `is read as it is typed`(typed: String, expected: String) throws {
        #expect(try read(typed) == expected)
    }

    @Test(arguments: ["secret", "sec\u{3}", "\u{4}", "abc\u{1c}\n"])
    func `isn't taken when the user gives up`(typed: String) {
        #expect { try read(typed) } throws: { ($0 as? VaultFault)?.code == .terminalUnavailable }
    }

    @Test func `has a limit at the terminal, too`() throws {
        #expect(try read(String(repeating: "x", count: 1024) + "\n").utf8.count == 1024)
        #expect { try read(String(repeating: "x", count: 1025) + "\n") } throws: {
            ($0 as? VaultFault)?.code == .outOfBounds
        }
    }

    private func read(_ typed: String) throws -> String {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let bytes = Array(typed.utf8)
        #expect(write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        return try Terminal.readLine(ends[0]).textInClear()
    }
}
