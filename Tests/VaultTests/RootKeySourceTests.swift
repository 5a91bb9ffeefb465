import Glibc
import Testing
import Vocabulary

@testable import Vault

/// Is it a fault with this code?
private func isFault(_ code: VaultFault.Code) -> (any Error) -> Bool {
    { ($0 as? VaultFault)?.code == code }
}

@Suite struct `The source of a root key` {
    let folder: TestFolder
    let key: Secret
    let digits: [UInt8]

    init() throws {
        folder = try TestFolder()
        key = try Secret.random(count: 32)
        digits = Array(try HexadecimalSecret.line(key).textInClear().dropLast().utf8)
    }

    private func load(_ text: String) throws -> Secret {
        try #require(RootKeySource(text), "\(text) is a source").load()
    }

    @Test(
        arguments: [
            ("file:/etc/bursar.key", .file(path: "/etc/bursar.key")),
            ("file:a:b", .file(path: "a:b")),
            ("credential:root-key", .credential(name: "root-key")),
            ("env:KEY", .environment(variable: "KEY")),
            ("passphrase:/run/pw", .passphraseFile(path: "/run/pw")),
            ("passphrase:tty", .passphraseTerminal),
            ("passphrase:./tty", .passphraseFile(path: "./tty")),
            ("command:age", .command(arguments: ["age"])),
            ("command:  age -d  -i key ", .command(arguments: ["age", "-d", "-i", "key"])),
            (
                "command:/bin/x 'a b' \"c 'd'\" e\\ f ''",
                .command(arguments: ["/bin/x", "a b", "c 'd'", "e f", ""])
            ),
            (
                "command:echo $HOME;ls|wc `id` *",
                .command(arguments: ["echo", "$HOME;ls|wc", "`id`", "*"])
            ),
            ("command:a '\\'", .command(arguments: ["a", "\\"])),
        ] as [(String, RootKeySource.Kind)])
    func `is read as it is written`(text: String, kind: RootKeySource.Kind) throws {
        let source = try #require(RootKeySource(text))
        #expect(source.kind == kind)
        #expect(source.text == text && "\(source)" == text)
    }

    @Test(arguments: [
        "", "file", "file:", "FILE:/x", "/etc/key", "credential:", "credential:../x",
        "credential:..",
        "credential:.", "credential:a/b", "env:", "env:A=B", "passphrase:", "command:",
        "command:  ",
        "command:a 'b", "command:a \"b", "command:a b\\", "http://host/key", "file:/a\0b",
        " file:/x",
    ])
    func `isn't anything else`(text: String) { #expect(RootKeySource(text) == nil) }

    @Test(arguments: [("", true), ("\n", true), ("\r\n", true)], [0o600, 0o400] as [mode_t])
    func `is a private file with digits`(ending: (String, Bool), mode: mode_t) throws {
        let path = try folder.file("key", digits + Array(ending.0.utf8), mode: mode)
        #expect(try load("file:" + path) == key)
        let upper = String(decoding: digits, as: UTF8.self).uppercased()
        let other = try folder.file("upper", Array((upper + ending.0).utf8), mode: mode)
        #expect(try RootKeySource.file(at: other).load() == key)
    }

    @Test func `is a private file with 32 bytes, whatever they are`() throws {
        for ending in [0x0a, 0x0d, 0x20, 0x00] as [UInt8] {
            let bytes = try RandomBytes.make(31) + [ending]
            let path = try folder.file("key", bytes)
            #expect(try load("file:" + path) == Secret(copying: bytes))
        }
    }

    @Test(
        arguments: [
            0o644, 0o640, 0o660, 0o666, 0o604, 0o606, 0o601, 0o610, 0o700, 0o500, 0o200, 0o000,
            0o4600, 0o2600,
            0o1600, 0o440,
        ] as [mode_t])
    func `is no file of any other mode`(mode: mode_t) throws {
        let path = try folder.file("key", digits, mode: mode)
        #expect { try load("file:" + path) } throws: { error in
            let code = (error as? VaultFault)?.code
            return code == .sourceExposed || (geteuid() != 0 && code == .sourceUnreadable)
        }
    }

    @Test func `is refused in its own words for each kind of file it isn't`() throws {
        let path = try folder.file("key", digits)
        #expect(throws: VaultFault(.sourceMissing, path + "x")) { try load("file:" + path + "x") }
        #expect(throws: VaultFault(.sourceMissing, path + "/x")) { try load("file:" + path + "/x") }
        #expect(symlink(path, folder.path + "/link") == 0)
        #expect(
            performing: { try load("file:" + folder.path + "/link") },
            throws: isFault(.sourceExposed))
        #expect(performing: { try load("file:" + folder.path) }, throws: isFault(.sourceExposed))
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(
            performing: { try load("file:" + folder.path + "/pipe") },
            throws: isFault(.sourceExposed))
        #expect(performing: { try load("file:/dev/zero") }, throws: isFault(.sourceExposed))
    }

    @Test(.enabled(if: geteuid() == 0)) func `is no file of another user's`() throws {
        let path = try folder.file("key", digits)
        #expect(chown(path, 65_534, 65_534) == 0)
        #expect(performing: { try load("file:" + path) }, throws: isFault(.sourceExposed))
    }

    @Test func `is no file with anything but a key`() throws {
        let wrong: [[UInt8]] = [
            [], Array(digits.dropLast()), digits + [0x30], digits + [0x0a, 0x0a], [0x20] + digits,
            Array(digits.dropLast()) + [UInt8(ascii: "g")],
            Array(digits.prefix(62)) + [0x0a, 0x0a],
            try RandomBytes.make(31), try RandomBytes.make(33), [UInt8](repeating: 0, count: 32),
            [UInt8](repeating: 7, count: 32), [UInt8](repeating: UInt8(ascii: "0"), count: 64),
            [UInt8](repeating: UInt8(ascii: "a"), count: 64), try RandomBytes.make(4096),
        ]
        for bytes in wrong {
            let path = try folder.file("key", bytes)
            #expect(performing: { try load("file:" + path) }, throws: isFault(.sourceMalformed))
        }
        let path = try folder.file("key", try RandomBytes.make(4097))
        #expect(performing: { try load("file:" + path) }, throws: isFault(.outOfBounds))
    }

    @Test func `never shows what it read in its faults`() throws {
        let path = try folder.file("key", Array(digits.dropLast()))
        do {
            _ = try load("file:" + path)
            Issue.record("loaded")
        } catch {
            let text = "\(error) \(String(reflecting: error))"
            #expect(text.contains(path))
            #expect(!text.contains(String(decoding: digits.prefix(8), as: UTF8.self)))
        }
    }

    @Test func `can be made as a new file in a new folder`() throws {
        let path = folder.path + "/a/b/root.key"
        try RootKeySource.createFile(at: path)
        var status = stat()
        #expect(
            stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o600 && status.st_size == 65)
        #expect(stat(folder.path + "/a", &status) == 0 && status.st_mode & 0o7777 == 0o700)
        let made = try load("file:" + path)
        #expect(made.count == 32)
        #expect(
            performing: { try RootKeySource.createFile(at: path) }, throws: isFault(.sourceExists))
        #expect(try load("file:" + path) == made)
        #expect(symlink(folder.path + "/elsewhere", folder.path + "/link") == 0)
        #expect(
            performing: { try RootKeySource.createFile(at: folder.path + "/link") },
            throws: isFault(.sourceExists))
        #expect(TestFolder.names(in: folder.path).sorted() == ["a", "link"])
        #expect(
            performing: { try RootKeySource.createFile(at: path + "/x") },
            throws: isFault(.sourceUnreadable))
    }

    @Test func `is a credential of the service`() async throws {
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            let key = try Secret.random(count: 32)
            let line = Array(try HexadecimalSecret.line(key).textInClear().utf8)
            let source = try #require(RootKeySource("credential:root"))
            unsetenv("CREDENTIALS_DIRECTORY")
            #expect(performing: { try source.load() }, throws: isFault(.sourceMissing))
            setenv("CREDENTIALS_DIRECTORY", folder.path, 1)
            #expect(performing: { try source.load() }, throws: isFault(.sourceMissing))
            // An access list of systemd's shows as rights of the group.
            for mode in [0o400, 0o600, 0o440] as [mode_t] {
                _ = try folder.file("root", line, mode: mode)
                #expect(try source.load() == key)
            }
            _ = try folder.file("root", line, mode: 0o444)
            #expect(performing: { try source.load() }, throws: isFault(.sourceExposed))
        }
    }

    @Test func `is a variable that is gone once it was read (T34)`() async {
        await #expect(processExitsWith: .success) {
            let key = try Secret.random(count: 32)
            let digits = String(try HexadecimalSecret.line(key).textInClear().dropLast())
            let source = try #require(RootKeySource("env:BURSAR_TEST_KEY"))
            setenv("BURSAR_TEST_KEY", digits, 1)
            let memory = try #require(getenv("BURSAR_TEST_KEY"))
            #expect(try source.load() == key)
            #expect(getenv("BURSAR_TEST_KEY") == nil)
            #expect((0..<64).allSatisfy { memory[$0] == 0 })
            #expect(performing: { try source.load() }, throws: isFault(.sourceMissing))
            for wrong in ["", String(digits.dropLast()), String(digits.prefix(32)), digits + "00"] {
                setenv("BURSAR_TEST_KEY", wrong, 1)
                #expect(performing: { try source.load() }, throws: isFault(.sourceMalformed))
                #expect(getenv("BURSAR_TEST_KEY") == nil)
            }
        }
    }
}

@Suite struct `A root key` {
    @Test func `has a check value`() throws {
        let key = try RootKey(version: 3, key: Secret(copying: [UInt8](0..<32)))
        // HMAC-SHA-256 of `bursar/kcv/v1` under 00 01 … 1f, computed with Python's hmac.
        #expect(Hexadecimal.text(key.checkValue) == "2760d2616797a3ac363dfd2a0b83beaf")
        try key.check(against: key.checkValue)
        for index in key.checkValue.indices {
            var other = key.checkValue
            other[index] ^= 1
            #expect(performing: { try key.check(against: other) }, throws: isFault(.wrongRootKey))
        }
        #expect(performing: { try key.check(against: []) }, throws: isFault(.wrongRootKey))
        let other = try RootKey(version: 3, key: .random(count: 32))
        #expect(
            performing: { try other.check(against: key.checkValue) }, throws: isFault(.wrongRootKey)
        )
    }

    @Test(arguments: [0, 16, 31, 33, 64]) func `has 32 bytes`(count: Int) {
        #expect(
            performing: { try RootKey(version: 1, key: Secret(zeros: count)) },
            throws: isFault(.outOfBounds))
    }
}
