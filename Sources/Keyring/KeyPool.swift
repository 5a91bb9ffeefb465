import Synchronization
import Vault
import Vocabulary

/// The keys of all upstreams, lent to one call at a time for each of their slots.
package final class KeyPool: Sendable {
    private let state: Mutex<KeyPoolState>

    /// A pool of the keys of a snapshot.
    package init(_ directory: UpstreamDirectory = UpstreamDirectory()) {
        var first = KeyPoolState()
        first.adopt(directory)
        state = Mutex(first)
    }

    /// Takes a new snapshot; leases go on, shares and counts stay.
    package func adopt(_ directory: UpstreamDirectory) { state.withLock { $0.adopt(directory) } }

    /// Lends the key whose turn it is.
    ///
    /// - Parameters:
    ///   - upstream: The upstream's number.
    ///   - model: The model's name there.
    ///   - key: The one key that will do, by its number, for what lives with the key that made it; `nil` for any.
    ///   - moment: Now.
    /// - Returns: The lease, or why there is none.
    package func lease(
        upstream: Int64, model: String, key: Int64? = nil, at moment: Timestamp
    ) -> Result<KeyLease, KeyShortage> {
        state.withLock { $0.lease(upstream: upstream, model: model, key: key, at: moment) }
            .map { KeyLease($0, of: self) }
    }

    /// When keys were last lent since the last time of asking, for `KeyStore.markUsed`; to be taken
    /// now and then and at the end, so that no call pays for a write of its own.
    package func takeUses() -> [(key: Int64, at: Timestamp)] { state.withLock { $0.takeUses() } }

    /// How many leases a key has out.
    package func leases(key: Int64) -> Int { state.withLock { $0.leases(key: key) } }

    /// How many leases are out in all.
    package var leases: Int { state.withLock { $0.leases } }

    fileprivate func release(key: Int64) { state.withLock { $0.release(key: key) } }
}

/// A key lent to one call; given back once, when it is released or when nothing holds it any more.
package final class KeyLease: Sendable {
    /// The key's number, the same over its versions.
    package let key: Int64
    /// The key's public id.
    package let keyID: String
    /// The number by which the ledger names the version.
    package let versionNumber: Int64
    /// The version's number within the key, from 1.
    package let version: Int64
    private let pooled: PooledKey
    private let pool: KeyPool
    private let isReleased = Atomic(false)

    fileprivate init(_ pooled: PooledKey, of pool: KeyPool) {
        key = pooled.key.number
        keyID = pooled.key.id
        versionNumber = pooled.versionNumber
        version = pooled.version
        self.pooled = pooled
        self.pool = pool
    }

    deinit { release() }

    /// Gives the key back; a second time does nothing.
    package func release() {
        if !isReleased.exchange(true, ordering: .acquiringAndReleasing) { pool.release(key: key) }
    }

    /// The key in clear, in secure memory, for the one request that is about to be sent.
    ///
    /// - Throws: `.wrongRootKey`, `.vault`.
    package func unseal(root: RootKey) throws(KeyringFault) -> Secret {
        try pooled.sealed.open(under: root)
    }
}
