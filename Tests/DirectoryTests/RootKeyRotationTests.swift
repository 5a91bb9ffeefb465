import GRDB
import Keyring
import Storage
import Testing
import Vault
import Vocabulary

@Suite struct `A rotation of the root key` {
    /// Batches small enough to stop between.
    private static let batchMax = 3

    private func next(_ desk: Desk, _ version: UInt32) throws -> (RootKey, RootKeyRecord) {
        let root = try RootKey(version: version, key: try .random(count: 32))
        let source = RootKeySource.file(at: "/nowhere/\(version)")
        return (
            root, RootKeyRecord(root, source: source, passphraseParameters: nil, at: desk.now)
        )
    }

    /// Ten keys and their secrets by id.
    private func fill(_ desk: Desk) throws -> [String: String] {
        try desk.addUpstreams("openai")
        var secrets: [String: String] = [:]
        for number in 1...10 {
            let secret = "sk-test-\(number)-" + Hexadecimal.text(try RandomBytes.make(12))
            secrets[try desk.addKey("openai", secret).id] = secret
        }
        return secrets
    }

    /// What opens now, by key id.
    private func opened(_ ids: some Sequence<String> & Sendable, _ desk: Desk, _ roots: RootKeys)
        throws -> [String: String]
    {
        var texts: [String: String] = [:]
        for id in ids {
            texts[id] = try desk.run { try KeyStore.sealed(id: id, in: $0) }.open(with: roots)
                .textInClear()
        }
        return texts
    }

    private func begin(_ desk: Desk, _ roots: RootKeys, isDeep: Bool = false) throws -> VaultJob {
        let (root, record) = try next(desk, roots.current.version + 1)
        let now = desk.now
        let job = try desk.run {
            try VaultJobStore.begin(
                record, root: root, isDeep: isDeep, with: roots, at: now, in: $0)
        }
        roots.adopt(root)
        return job
    }

    /// Does so many batches and no more.
    private func work(_ desk: Desk, _ job: VaultJob, _ roots: RootKeys, batches: Int) throws {
        for _ in 0..<batches {
            try desk.run { database in
                let open = try VaultJobStore.open(in: database) ?? job
                let renewals = try DeepSealing.renewals(
                    after: open.done, upTo: job.isDeep ? open.last : 0, countMax: Self.batchMax,
                    with: roots, in: database)
                if let last = renewals.last {
                    let stored = try DeepSealing.store(renewals, in: database)
                    try VaultJobStore.advance(
                        job.number, by: stored, done: last.version, in: database)
                    return
                }
                let table = RootSealedTable.all[1]
                let values = try table.values(
                    notUnder: job.rootVersion, countMax: Self.batchMax, in: database
                ).map { try table.renewed($0, from: roots, to: roots.current) }
                try VaultJobStore.advance(
                    job.number, by: try table.store(values, in: database), in: database)
            }
        }
    }

    @Test(arguments: [false, true])
    func `stops after any batch, and everything opens before, between and after`(isDeep: Bool)
        throws
    {
        let desk = try Desk()
        let secrets = try fill(desk)
        let roots = RootKeys(desk.root)
        let now = desk.now
        for batches in 0...4 {
            let job = try begin(desk, roots, isDeep: isDeep)
            try work(desk, job, roots, batches: batches)
            #expect(try opened(secrets.keys, desk, roots) == secrets)
            // A new process: what the file says is needed, and no more.
            let needed = try desk.run { try RootKeyStore.needed(in: $0) }
            #expect(needed.count == (batches < 4 ? 1 : 0))
            #expect(try desk.run { try VaultJobStore.open(in: $0) }?.number == job.number)
            let early = try desk.run { try VaultJobStore.finish(job, at: now, in: $0) }
            #expect(early == (batches == 4))
            try work(desk, job, roots, batches: 4 - batches)
            _ = try desk.run { try VaultJobStore.finish(job, at: now, in: $0) }
            #expect(try desk.run { try VaultJobStore.open(in: $0) } == nil)
            #expect(try desk.run { try RootKeyStore.needed(in: $0) }.isEmpty)
            let alone = RootKeys(roots.current)
            #expect(try opened(secrets.keys, desk, alone) == secrets)
            let services = try desk.run { try ServiceKeys(reading: $0, under: alone) }
            for name in ServiceKeyName.allCases { #expect(services[name] == desk.services[name]) }
        }
    }

    @Test func `is one at a time, and the old root key seals nothing more`() throws {
        let desk = try Desk()
        _ = try fill(desk)
        let roots = RootKeys(desk.root)
        _ = try begin(desk, roots)
        #expect(
            #expect(throws: KeyringFault.self) { try begin(desk, roots) }?.code == .rotating)
        #expect(
            #expect(throws: KeyringFault.self) { try desk.addKey("openai", "sealed-as-before") }?
                .code == .rootKeyNotCurrent)
    }

    @Test func `leaves a key alone that is revoked meanwhile`() throws {
        let desk = try Desk()
        let secrets = try fill(desk)
        let roots = RootKeys(desk.root)
        let job = try begin(desk, roots)
        let (id, now) = (secrets.keys.sorted()[0], desk.now)
        let values = try desk.run {
            try RootSealedTable.all[1].values(notUnder: 2, countMax: 100, in: $0)
        }
        _ = try desk.run { try KeyStore.revoke(id: id, at: now, in: $0) }
        let stored = try desk.run { database in
            try RootSealedTable.all[1].store(
                values.map {
                    try RootSealedTable.all[1].renewed($0, from: roots, to: roots.current)
                },
                in: database)
        }
        #expect(stored == 9)
        #expect(try desk.run { try VaultJobStore.finish(job, at: now, in: $0) })
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try KeyStore.sealed(id: id, in: $0) }
            }?.code == .keyRevoked)
    }
}

@Suite struct `Open root keys` {
    private func root(_ version: UInt32) throws -> RootKey {
        try RootKey(version: version, key: try .random(count: 32))
    }

    @Test func `open what was sealed before until it is retired long enough`() throws {
        let roots = RootKeys(try root(1))
        roots.adopt(try root(2))
        roots.adopt(try root(2))
        #expect(roots.current.version == 2)
        #expect(try roots.key(1).version == 1)
        let now = Timestamp(milliseconds: 1_000_000)
        roots.forget(at: now)
        #expect(try roots.key(1).version == 1)
        roots.retire(1, at: now)
        roots.retire(2, at: now)
        roots.forget(at: now.advanced(byMilliseconds: RootKeys.retirementMilliseconds - 1))
        #expect(try roots.key(1).version == 1)
        roots.forget(at: now.advanced(byMilliseconds: RootKeys.retirementMilliseconds))
        #expect(throws: KeyringFault.self) { try roots.key(1) }
        #expect(roots.current.version == 2)
    }
}

@Suite struct `A version of a key` {
    @Test func `follows another, which waits for its calls and then is destroyed`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "sk-first")
        let (root, now) = (desk.root, desk.now)
        let later = now.advanced(byMilliseconds: 60_000)
        let sealed = try SealedKey(
            sealing: try Secret(copying: Array("sk-second".utf8)), under: root, at: now)
        let (rotated, old) = try desk.run {
            try KeyVersionStore.rotate(
                id: key.id, to: sealed, notAfter: later, expiry: .kept, at: now, in: $0)
        }
        #expect((rotated.version, old.version) == (2, 1))
        let directory = try desk.directory()
        #expect(directory.keys[key.upstream]?.map(\.version) == [2])
        #expect(directory.retired == [RetiredVersion(number: old.number, notAfter: later)])
        try desk.run { try KeyVersionStore.end([old.number], at: later, in: $0) }
        let versions = try desk.run { try KeyStore.versions(of: rotated, in: $0) }
        #expect(versions.map(\.state) == [.active, .revoked])
        #expect(versions.map(\.endedAt) == [nil, later])
        let text = try desk.run { try KeyStore.sealed(id: key.id, in: $0) }.open(under: root)
        #expect(text.textInClear() == "sk-second")
        // An active version isn't ended by mistake.
        try desk.run { try KeyVersionStore.end([versions[0].number], at: later, in: $0) }
        #expect(try desk.directory().keys[key.upstream]?.count == 1)
    }

    @Test func `isn't lent from the snapshot after a withdrawal on`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "sk-first")
        let now = desk.now
        try desk.run { try KeyVersionStore.withdraw(id: key.id, at: now, in: $0) }
        let directory = try desk.directory()
        #expect(directory.keys[key.upstream] == nil && directory.retired.count == 1)
        let after = now.advanced(byMilliseconds: 5)
        let revoked = try desk.run { try KeyStore.revoke(id: key.id, at: after, in: $0) }
        #expect(revoked.revokedAt == now)
        let versions = try desk.run { try KeyStore.versions(of: revoked, in: $0) }
        #expect(versions.map(\.endedAt) == [after])
    }
}
