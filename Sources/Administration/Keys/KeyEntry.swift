import GRDB
import Keyring
import Vocabulary

/// A key as answers show it: never its secret.
package struct KeyEntry: Codable, Sendable {
    package let id: String
    package let name: String
    package let upstream: String
    package let version: Int64
    /// `active`, `cooling`, `probing` (its time is over, the next call tries it), `disabled` or `revoked`.
    package let state: String
    /// Until when it isn't active.
    package let until: String?
    /// Why it isn't active.
    package let reason: String?
    package let weight: Int
    /// How many calls it may serve at once; `nil` for any number.
    package let parallel: Int?
    package let lastUsedAt: String?
    /// Globs of models it may be used for; `nil` for any.
    package let models: [String]?
    package let createdAt: String
    package let expiresAt: String?
    package let revokedAt: String?
    /// Classes of models that it may not serve just now.
    package let benches: [Bench]
    /// The newest first.
    package let versions: [Version]

    /// A class of models that the key waits for.
    package struct Bench: Codable, Sendable {
        package let models: String
        package let reason: String
        package let until: String
    }

    /// One secret of the key.
    package struct Version: Codable, Sendable {
        package let version: Int64
        /// `active`, `retired` while it finishes calls, or `revoked`.
        package let state: String
        package let createdAt: String
        /// When its calls are cut, while it is retired.
        package let notAfter: String?
        /// When its secret was destroyed: nothing was sent with it later.
        package let endedAt: String?
        /// What it served; `nil` in lists.
        package let use: KeyVersionUse?
    }

    /// - Parameters:
    ///   - withUse: Look up in the ledger what each version served.
    ///   - now: Tell the state of this moment, not the one that was written.
    init(
        _ key: UpstreamKey, withUse: Bool = false, at now: Timestamp? = nil, in database: Database
    ) throws {
        id = key.id
        name = key.name
        upstream = key.upstreamName
        version = key.version
        let isOver = now.flatMap { now in key.until.map { $0 <= now } } ?? false
        state = (key.state == .cooling && isOver ? .probing : key.state).rawValue
        until = key.until?.text
        reason = key.reason
        weight = key.weight
        parallel = key.parallelMax
        lastUsedAt = try (KeyUse.last(of: key.number, in: database) ?? key.lastUsedAt)?.text
        models = key.models?.map(\.pattern)
        createdAt = key.createdAt.text
        expiresAt = key.expiresAt?.text
        revokedAt = key.revokedAt?.text
        benches = try KeyStore.benches(in: database)[key.number, default: []].map { bench in
            Bench(models: bench.modelClass, reason: bench.reason, until: bench.until.text)
        }
        versions = try KeyStore.versions(of: key, in: database).map { version in
            Version(
                version: version.version, state: version.state.rawValue,
                createdAt: version.createdAt.text, notAfter: version.notAfter?.text,
                endedAt: version.endedAt?.text,
                use: withUse ? try KeyVersionUse(of: version, in: database) : nil)
        }
    }
}

/// How operators name a key.
enum KeyName {
    /// The key of an id, or of a name that only one key in use has; `upstream/name` tells equal names apart.
    static func find(_ text: String, in database: Database) throws -> UpstreamKey {
        if let key = try KeyStore.find(id: text, in: database) { return key }
        let named = try KeyStore.list(in: database).filter { key in
            key.state != .revoked && (key.name == text || key.upstreamName + "/" + key.name == text)
        }
        guard named.count <= 1 else {
            throw AdministrationFault(
                .conflict,
                "\(named.count) keys are named “\(text.prefix(64))”; use an id of bursar key list.")
        }
        guard let key = named.first else { return try KeyStore.get(id: text, in: database) }
        return key
    }
}
