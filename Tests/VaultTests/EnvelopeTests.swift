import Testing
import Vocabulary

@testable import Vault

@Suite struct `An envelope` {
    let key: Secret
    let context = SealContext(
        table: "key_version", column: "sealed", row: [UInt8](1...16), generation: 3)

    init() throws { key = try Secret.random(count: 32) }

    private func seal(_ plain: Secret, version: UInt32 = 7) throws -> [UInt8] {
        try Envelope.seal(plain, under: key, level: .data, version: version, context: context)
    }

    private func code(
        opening envelope: [UInt8], under other: Secret? = nil, in place: SealContext? = nil
    )
        -> VaultFault.Code?
    {
        do throws(VaultFault) {
            _ = try Envelope.open(envelope, under: other ?? key, context: place ?? context)
            return nil
        } catch { return error.code }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 32, 1000, 65_535, 65_536])
    func `gives back what was sealed`(count: Int) throws {
        let plain = count == 0 ? try Secret(zeros: 0) : try Secret.random(count: count)
        let envelope = try seal(plain)
        #expect(envelope.count == count + Envelope.overheadBytes)
        let opened = try Envelope.open(envelope, under: key, context: context)
        #expect(opened == plain)
        #expect(opened.isOnSecureHeap == (SecureMemory.state.bytes > 0))
    }

    @Test(arguments: Envelope.Level.allCases, [0, 1, 0x0102_0304, UInt32.max])
    func `has the layout of its format`(level: Envelope.Level, version: UInt32) throws {
        let plain = try Secret.random(count: 5)
        let envelope = try Envelope.seal(
            plain, under: key, level: level, version: version, context: context)
        #expect(Array(envelope[..<4]) == Array("BUR1".utf8))
        #expect(envelope[4] == 1)
        #expect([0x4b, 0x50, 0x44].contains(envelope[5]) && envelope[5] == level.rawValue)
        #expect(
            Array(envelope[6..<10])
                == [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: version >> $0) })
        #expect(envelope.count == 22 + 5 + 16)
        #expect(
            try Envelope.header(of: envelope) == Envelope.Header(level: level, version: version))
        #expect(Envelope.wrappingVersion(of: envelope) == version)
        #expect(try Envelope.open(envelope, under: key, context: context) == plain)
    }

    @Test func `covers its place exactly as the format says`() {
        let header = Array("BUR1".utf8) + [1, 0x44, 0, 0, 0, 7]
        let expected =
            Array("bursar/aad/v1".utf8) + [0] + header + [0, 11] + Array("key_version".utf8) + [
                0, 6,
            ]
            + Array("sealed".utf8) + [UInt8](1...16) + [0, 0, 0, 0, 0, 0, 0, 3]
        #expect(context.associated(header: header) == expected)
    }

    @Test func `never uses a nonce twice`() throws {
        let plain = try Secret.random(count: 1)
        var nonces: Set<[UInt8]> = []
        for _ in 0..<5000 { nonces.insert(Array(try seal(plain)[10..<22])) }
        #expect(nonces.count == 5000)
    }

    @Test func `doesn't open with any bit flipped`() throws {
        let plain = try Secret.random(count: 32)
        let envelope = try seal(plain)
        for index in envelope.indices {
            for bit in 0..<8 {
                var changed = envelope
                changed[index] ^= 1 << UInt8(bit)
                #expect(code(opening: changed) != nil, "byte \(index), bit \(bit)")
            }
        }
        #expect(code(opening: envelope) == nil)
    }

    @Test func `doesn't open with any byte of many changed`() throws {
        var opened = 0
        for _ in 0..<200 {
            let envelope = try seal(try Secret.random(count: Int.random(in: 0...64)))
            for index in envelope.indices {
                var changed = envelope
                changed[index] ^= UInt8.random(in: 1...255)
                if code(opening: changed) == nil { opened += 1 }
            }
        }
        #expect(opened == 0)
    }

    @Test func `doesn't open when cut or lengthened anywhere`() throws {
        let envelope = try seal(try Secret.random(count: 20))
        for count in envelope.indices { #expect(code(opening: Array(envelope[..<count])) != nil) }
        for index in 0...envelope.count {
            var longer = envelope
            longer.insert(0, at: index)
            #expect(code(opening: longer) != nil)
        }
    }

    @Test(arguments: [
        SealContext(table: "other", column: "sealed", row: [UInt8](1...16), generation: 3),
        SealContext(table: "key_version", column: "other", row: [UInt8](1...16), generation: 3),
        SealContext(table: "key_version", column: "sealed", row: [UInt8](2...17), generation: 3),
        SealContext(table: "key_version", column: "sealed", row: [UInt8](1...16), generation: 2),
        SealContext(table: "key_version", column: "sealed", row: [UInt8](1...16), generation: 4),
        SealContext(table: "key_versions", column: "ealed", row: [UInt8](1...16), generation: 3),
        SealContext(table: "", column: "key_versionsealed", row: [UInt8](1...16), generation: 3),
    ])
    func `doesn't open in another place`(place: SealContext) throws {
        let envelope = try seal(try Secret.random(count: 32))
        #expect(code(opening: envelope, in: place) == .envelopeRejected)
    }

    @Test func `doesn't open in any other of 200 rows`() throws {
        let places = (0..<200).map { number in
            SealContext(
                table: "t", column: "c", row: [UInt8](repeating: UInt8(number), count: 16),
                generation: 1)
        }
        let plain = try Secret.random(count: 8)
        let envelopes = try places.map {
            try Envelope.seal(plain, under: key, level: .data, version: 1, context: $0)
        }
        var opened = 0
        for (index, envelope) in envelopes.enumerated() {
            for (other, place) in places.enumerated()
            where code(opening: envelope, in: place) == nil {
                #expect(index == other)
                opened += 1
            }
        }
        #expect(opened == 200)
    }

    @Test func `doesn't open with another key`() throws {
        let envelope = try seal(try Secret.random(count: 32))
        for _ in 0..<100 {
            #expect(
                code(opening: envelope, under: try Secret.random(count: 32)) == .envelopeRejected)
        }
    }

    @Test(arguments: [0, 1, 16, 24, 31, 33, 64])
    func `takes no key of another length`(count: Int) throws {
        let other = try Secret(zeros: count)
        #expect(code(opening: try seal(try Secret.random(count: 3)), under: other) == .outOfBounds)
        #expect {
            try Envelope.seal(other, under: other, level: .data, version: 1, context: context)
        } throws: { ($0 as? VaultFault)?.code == .outOfBounds }
    }

    @Test func `says what is wrong with its header`() throws {
        let envelope = try seal(try Secret.random(count: 32))
        func changed(_ index: Int, _ byte: UInt8) -> [UInt8] {
            var copy = envelope
            copy[index] = byte
            return copy
        }
        #expect(code(opening: []) == .envelopeMalformed)
        #expect(code(opening: Array("BUR1".utf8)) == .envelopeMalformed)
        #expect(code(opening: changed(3, UInt8(ascii: "2"))) == .envelopeMalformed)
        #expect(code(opening: changed(4, 2)) == .envelopeUnknownSuite)
        #expect(code(opening: changed(5, UInt8(ascii: "X"))) == .envelopeMalformed)
        #expect(code(opening: changed(5, Envelope.Level.root.rawValue)) == .envelopeRejected)
        #expect(code(opening: changed(9, 8)) == .envelopeRejected)
        #expect(Envelope.wrappingVersion(of: changed(9, 8)) == 8)
        #expect(Envelope.wrappingVersion(of: changed(0, 0)) == nil)
        #expect(
            code(opening: envelope + [UInt8](repeating: 0, count: 65_536)) == .envelopeMalformed)
    }

    @Test func `has a limit`() throws {
        let span = [UInt8](repeating: 0, count: Envelope.plainBytesMax + 1)
        #expect {
            try Envelope.seal(
                span.span.bytes, under: key, level: .data, version: 1, context: context)
        } throws: { ($0 as? VaultFault)?.code == .outOfBounds }
    }

    @Test func `is refused without a trace of key or content, and without errors left behind`()
        throws
    {
        let plain = try Secret(copying: Array(Hexadecimal.text(try RandomBytes.make(16)).utf8))
        var envelope = try seal(plain)
        envelope[30] ^= 1
        do throws(VaultFault) {
            _ = try Envelope.open(envelope, under: key, context: context)
            Issue.record("opened")
        } catch {
            #expect("\(error) \(String(reflecting: error))".contains("key_version.sealed"))
            #expect(!"\(error) \(String(reflecting: error))".contains(plain.textInClear()))
        }
        #expect(OpenSSL.fault(.cryptography, "").reasons.isEmpty)
    }
}

@Suite struct `The cipher` {
    struct Vector: Sendable {
        let key, nonce, associated, plain, sealed: String
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13 to 16.
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            associated: "",
            plain: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            associated: "",
            plain: String(repeating: "00", count: 16),
            sealed: "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", associated: "",
            plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
                + "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors) func `is AES-256-GCM, both ways`(vector: Vector) throws {
        let key = try Secret(copying: try #require(Hexadecimal.bytes(vector.key)))
        let nonce = try #require(Hexadecimal.bytes(vector.nonce))
        let associated = try #require(Hexadecimal.bytes(vector.associated))
        let plain = try #require(Hexadecimal.bytes(vector.plain))
        var sealed: [UInt8] = []
        try AuthenticatedCipher.seal(
            plain.span.bytes, key: key, nonce: nonce.span.bytes, associated: associated,
            appendingTo: &sealed)
        #expect(Hexadecimal.text(sealed) == vector.sealed)
        let opened = try AuthenticatedCipher.open(
            sealed.span.bytes, key: key, nonce: nonce.span.bytes, associated: associated)
        #expect(try opened == Secret(copying: plain))
    }

    /// The kinds of Wycheproof's vectors that must fail: a tag changed at either end, all zeros,
    /// all ones, inverted, cut short.
    @Test(arguments: vectors) func `refuses every other tag`(vector: Vector) throws {
        let key = try Secret(copying: try #require(Hexadecimal.bytes(vector.key)))
        let nonce = try #require(Hexadecimal.bytes(vector.nonce))
        let associated = try #require(Hexadecimal.bytes(vector.associated))
        let sealed = try #require(Hexadecimal.bytes(vector.sealed))
        let (body, tag) = (Array(sealed.dropLast(16)), Array(sealed.suffix(16)))
        var tags = [
            [UInt8](repeating: 0, count: 16), [UInt8](repeating: 0xff, count: 16), tag.map { ~$0 },
            tag.map { $0 ^ 0x80 }, tag.map { $0 ^ 1 }, Array(tag.reversed()), Array(tag.dropLast()),
            [],
        ]
        for index in tag.indices {
            var changed = tag
            changed[index] ^= 1
            tags.append(changed)
        }
        for other in tags {
            #expect(throws: VaultFault.self) {
                try AuthenticatedCipher.open(
                    (body + other).span.bytes, key: key, nonce: nonce.span.bytes,
                    associated: associated)
            }
        }
    }
}
