import Clients
import Foundation
import GRDB
import Keyring
import Pricing
import Storage
import Vault
import Vocabulary

/// A data file of its own for one test, with a root key and service keys, removed in the end.
final class Desk: Sendable {
    let folder: URL
    let file: LedgerFile
    let root: RootKey
    let services: ServiceKeys
    let now = Timestamp(milliseconds: 1_795_000_000_000)

    init() throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(
            path: "bursar-directory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = try LedgerFile(at: folder.appending(path: "ledger.db").path())
        let root = try RootKey(version: 1, key: try .random(count: 32))
        self.root = root
        let now = now
        services = try file.writer.writeBlocking { transaction in
            let source = RootKeySource.file(at: "/nowhere")
            try RootKeyStore.insert(
                RootKeyRecord(root, source: source, passphraseParameters: nil, at: now),
                in: transaction.database)
            let keys = try ServiceKeyName.allCases.map {
                try SealedServiceKey(making: $0, under: root, at: now)
            }
            try ServiceKeyStore.insertMissing(keys, at: now, in: transaction.database)
            return try ServiceKeys(reading: transaction.database, under: RootKeys(root))
        }
    }

    deinit {
        file.close()
        try? FileManager.default.removeItem(at: folder)  // nothing depends on it any more
    }

    /// Changes or reads the data in one transaction.
    @discardableResult
    func run<Answer: Sendable>(_ body: @escaping @Sendable (Database) throws -> Answer) throws
        -> Answer
    {
        try file.writer.writeBlocking { try body($0.database) }
    }

    /// A new id.
    func id() -> Identifier { Identifier(at: now) }

    /// Issues a token and gives its text.
    func issue(
        _ client: String, scopes: TokenScopes = .unlimited, expiresAt: Timestamp? = nil
    ) throws -> (text: String, token: Token) {
        let secret = try TokenSecret.make()
        let draft = try TokenDraft(
            secret, pepper: services.tokenPepper, client: client, scopes: scopes,
            expiresAt: expiresAt, at: now)
        let now = now
        let token = try run { try TokenStore.issue(draft, at: now, in: $0) }
        return (text: secret.text.textInClear(), token: token)
    }

    /// Adds a key with this secret.
    func addKey(
        _ upstream: String, _ secret: String, name: String? = nil, weight: Int = 1,
        parallelMax: Int? = nil,
        models: [String]? = nil, expiresAt: Timestamp? = nil
    ) throws -> UpstreamKey {
        let sealed = try SealedKey(
            sealing: try Secret(copying: Array(secret.utf8)), under: root, at: now)
        let draft = try KeyDraft(
            id: KeyDraft.makeID(), sealed: sealed, upstream: upstream, name: name, weight: weight,
            parallelMax: parallelMax, models: models, expiresAt: expiresAt, at: now)
        let now = now
        return try run { try KeyStore.add(draft, at: now, in: $0) }
    }

    /// Adds upstreams that are presets.
    func addUpstreams(_ names: String...) throws {
        for name in names {
            let draft = try UpstreamDraft(id: id(), name: name)
            let now = now
            try run { try UpstreamStore.add(draft, at: now, in: $0) }
        }
    }

    /// Routes a glob.
    func route(_ glob: String, to levels: String...) throws {
        let change = try ModelChange(id: id(), glob: glob, levels: levels)
        let now = now
        try run { try ModelStore.set(change, at: now, in: $0) }
    }

    /// All of it in memory.
    func directory() throws -> UpstreamDirectory { try run { try UpstreamDirectory(reading: $0) } }
}
