import Foundation
import GRDB
import Keyring
import Storage
import Testing
import Vault
import Vocabulary

@Suite struct `A key` {
    /// A text that looks like a provider's key and is made for this run.
    private func canary() throws -> String {
        "sk-test-" + Hexadecimal.text(try RandomBytes.make(24))
    }

    @Test func `is sealed on disk and opens with the root key`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let secret = try canary()
        let key = try desk.addKey("openai", secret)
        let sealed = try desk.run { try KeyStore.sealed(id: key.id, in: $0) }
        #expect(try sealed.open(under: desk.root).textInClear() == secret)
        let forms = [
            Array(secret.utf8), Array(Data(secret.utf8).base64EncodedString().utf8),
            Array(Hexadecimal.text(secret.utf8).utf8),
        ]
        var disk = Data()
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder.path()) {
            disk += try Data(contentsOf: desk.folder.appending(path: name))
        }
        #expect(disk.range(of: Data(key.id.utf8)) != nil, "the search finds what is there")
        for form in forms { #expect(disk.range(of: Data(form)) == nil) }
    }

    @Test func `doesn't open with another root key, version, row or a changed bit`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let one = try desk.addKey("openai", try canary())
        let two = try desk.addKey("openai", try canary())
        let sealed = try desk.run { try KeyStore.sealed(id: one.id, in: $0) }
        let stranger = try RootKey(version: 1, key: try .random(count: 32))
        #expect(
            #expect(throws: KeyringFault.self) { try sealed.open(under: stranger) }?.code
                == .vault(.envelopeRejected))
        let second = try RootKey(version: 2, key: desk.root.key)
        #expect(
            #expect(throws: KeyringFault.self) { try sealed.open(under: second) }?.code
                == .wrongRootKey)
        try desk.run { database in
            try database.execute(
                sql: """
                    UPDATE key_version
                    SET wrapped_dek = (SELECT wrapped_dek FROM key_version WHERE key = ?1),
                        sealed = (SELECT sealed FROM key_version WHERE key = ?1)
                    WHERE key = ?2
                    """, arguments: [one.number, two.number])
        }
        let swapped = try desk.run { try KeyStore.sealed(id: two.id, in: $0) }
        #expect(
            #expect(throws: KeyringFault.self) { try swapped.open(under: desk.root) }?.code
                == .vault(.envelopeRejected))
        try desk.run {
            try $0.execute(
                sql: "UPDATE key_version SET sealed_generation = 2 WHERE key = ?",
                arguments: [one.number])
        }
        let newer = try desk.run { try KeyStore.sealed(id: one.id, in: $0) }
        #expect(
            #expect(throws: KeyringFault.self) { try newer.open(under: desk.root) }?.code
                == .vault(.envelopeRejected))
    }

    @Test(arguments: [
        "", "a b", "a\n", "a\r\nx-evil: 1", "ä", "\u{0}", String(repeating: "a", count: 4097),
    ])
    func `is what a header can carry`(text: String) throws {
        let desk = try Desk()
        let fault = #expect(throws: (any Error).self) {
            try SealedKey(
                sealing: try Secret(copying: Array(text.utf8)), under: desk.root, at: desk.now)
        }
        #expect((fault as? KeyringFault)?.code == .badSecret)
        #expect(text.isEmpty || !"\(fault.map { "\($0)" } ?? "")".contains(text))
    }

    @Test func `that is revoked is destroyed, for ever`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", try canary())
        let revoked = try desk.run { try KeyStore.revoke(id: key.id, at: now, in: $0) }
        #expect(revoked.state == .revoked && revoked.revokedAt == now)
        #expect(
            try desk.run {
                try KeyStore.revoke(id: key.id, at: now.advanced(byMilliseconds: 9), in: $0)
            } == revoked)
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try KeyStore.sealed(id: key.id, in: $0) }
            }?.code == .keyRevoked)
        #expect(
            try desk.run {
                try Int.fetchOne(
                    $0, sql: "SELECT COUNT(*) FROM key_version WHERE wrapped_dek IS NOT NULL")
            } == 0)
        let versions = try desk.run { try KeyStore.versions(of: revoked, in: $0) }
        #expect(versions.map(\.state) == [.revoked] && versions.first?.endedAt == now)
        #expect(try desk.directory().keys.isEmpty)
        #expect(
            try desk.run { try KeyStore.find(version: versions[0].number, in: $0) }?.key == revoked)
    }

    @Test func `gets a name of its own`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let first = try desk.addKey("openai", "a")
        let named = try desk.addKey("openai", "b", name: "main")
        #expect(first.name == "openai-1" && named.name == "main")
        #expect(try desk.addKey("openai", "c").name == "openai-2")
        let fault = #expect(throws: (any Error).self) {
            try desk.addKey("openai", "d", name: "main")
        }
        #expect((fault as? KeyringFault)?.code == .nameTaken)
        _ = try desk.run { try KeyStore.revoke(id: named.id, at: now, in: $0) }
        #expect(try desk.addKey("openai", "d", name: "main").name == "main")
        #expect(try desk.run { try KeyStore.list(upstream: "openai", in: $0) }.count == 4)
    }

    @Test func `is added once, whatever is repeated`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let sealed = try SealedKey(
            sealing: try Secret(copying: Array("a".utf8)), under: desk.root, at: now)
        let draft = try KeyDraft(id: KeyDraft.makeID(), sealed: sealed, upstream: "openai", at: now)
        let first = try desk.run { try KeyStore.add(draft, at: now, in: $0) }
        #expect(try desk.run { try KeyStore.add(draft, at: now, in: $0) } == first)
        #expect(try desk.run { try KeyStore.versions(of: first, in: $0) }.count == 1)
    }

    @Test func `remembers its last use only forward`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "a")
        try desk.run {
            try KeyStore.markUsed(
                [(key: key.number, at: now), (key: key.number, at: Timestamp(milliseconds: 5))],
                in: $0)
        }
        #expect(try desk.run { try KeyStore.get(id: key.id, in: $0) }.lastUsedAt == now)
    }

    @Test(
        arguments: [(0, nil), (1001, nil), (-1, nil), (1, 0), (1, -1), (1, 1_000_001)]
            as [(Int, Int?)])
    func `has weight and limit in range`(weight: Int, parallelMax: Int?) throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let fault = #expect(throws: (any Error).self) {
            try desk.addKey("openai", "a", weight: weight, parallelMax: parallelMax)
        }
        #expect((fault as? KeyringFault)?.code == .outOfRange)
    }
}

@Suite struct `The root key` {
    @Test func `is told by its check value before anything is opened`() throws {
        let desk = try Desk()
        let now = desk.now
        let path = desk.folder.appending(path: "root.key").path()
        try RootKeySource.createFile(at: path)
        let source = RootKeySource.file(at: path)
        let record = try desk.run { try RootKeyStore.current(in: $0) }
        let fault = #expect(throws: KeyringFault.self) { try record.load(from: source) }
        #expect(fault?.code == .wrongRootKey)
        let right = try RootKey(version: 1, key: try source.load())
        let other = RootKeyRecord(right, source: source, passphraseParameters: nil, at: now)
        #expect(try other.load().checkValue == right.checkValue)
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try RootKeyStore.insert(other, in: $0) }
            }?.code == .wrongRootKey)
        #expect(
            #expect(throws: KeyringFault.self) { try record.load() }?.code == .vault(.sourceMissing)
        )
    }

    @Test func `counts what it seals and stops at its limit`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        _ = try desk.addKey("openai", "a")
        let count = try desk.run { try Int64.fetchOne($0, sql: "SELECT seals FROM root_key") }
        #expect(count == Int64(ServiceKeyName.allCases.count + 1))
        try desk.run {
            try $0.execute(sql: "UPDATE root_key SET seals = ?", arguments: [RootKeyStore.sealsMax])
        }
        let fault = #expect(throws: (any Error).self) { try desk.addKey("openai", "b") }
        #expect((fault as? KeyringFault)?.code == .rootKeyWornOut)
    }

    @Test func `is missing before init`() throws {
        let desk = try Desk()
        try desk.run { try $0.execute(sql: "DELETE FROM service_key; DELETE FROM root_key") }
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try RootKeyStore.current(in: $0) }
            }?.code == .noRootKey)
        let root = desk.root
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try ServiceKeys(reading: $0, under: RootKeys(root)) }
            }?.code == .noServiceKey)
    }

    @Test func `opens service keys, which are made once`() throws {
        let desk = try Desk()
        let (root, now) = (desk.root, desk.now)
        let again = try ServiceKeyName.allCases.map {
            try SealedServiceKey(making: $0, under: root, at: now)
        }
        try desk.run { try ServiceKeyStore.insertMissing(again, at: now, in: $0) }
        let keys = try desk.run { try ServiceKeys(reading: $0, under: RootKeys(root)) }
        for name in ServiceKeyName.allCases {
            #expect(keys[name] == desk.services[name] && keys[name]?.count == 32)
        }
        let stranger = try RootKey(version: 1, key: try .random(count: 32))
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try ServiceKeys(reading: $0, under: RootKeys(stranger)) }
            }?.code == .vault(.envelopeRejected))
    }
}
