import Synchronization
import Vault
import Vocabulary

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
    /// When it was lent: an attempt that it serves began then, before any later end of the version.
    package let lentAt: Timestamp
    private let loan: KeyLoan
    private let sealed: SealedKey
    private let trace: SecretTrace
    private let pool: KeyPool
    private let isReleased = Atomic(false)

    /// Hands over a loan; under the pool's lock.
    init(_ loan: KeyLoan, _ pooled: PooledKey?, of pool: KeyPool, at now: Timestamp) {
        // Both change under one lock.
        guard let pooled else { preconditionFailure("a lent key is in the snapshot") }
        key = loan.key
        keyID = pooled.key.id
        versionNumber = pooled.versionNumber
        version = pooled.version
        sealed = pooled.sealed
        trace = pooled.trace
        lentAt = now
        self.loan = loan
        self.pool = pool
    }

    deinit { release() }

    /// Does it try whether something works again?
    package var isProbe: Bool { loan.isProbe }

    /// Says what the call found out about the key and its upstream; again if it finds out more.
    package func report(_ verdict: KeyVerdict) { pool.report(loan, verdict) }

    /// Gives the key back; a second time does nothing.
    package func release() {
        if !isReleased.exchange(true, ordering: .acquiringAndReleasing) { pool.release(loan) }
    }

    /// The key in clear, in secure memory, for the one request that is about to be sent.
    ///
    /// - Throws: `.wrongRootKey`, `.vault`.
    package func unseal(_ roots: RootKeys) throws(KeyringFault) -> Secret {
        let secret = try sealed.open(with: roots)
        trace.learn(secret)
        return secret
    }

    /// Does a text hold the whole key, or so many bytes in a row of it beyond the eight that all of its kind begin with?
    ///
    /// The key is opened only when its trace says maybe. One that was never opened was told to nobody.
    ///
    /// - Parameter length: At least 8. Keys of fewer than 12 bytes aren't looked for.
    package func isEchoed(in text: RawSpan, bytes length: Int, _ roots: RootKeys) -> Bool {
        let step = trace.step(for: length)
        precondition(step >= 1, "no less than a window is found")
        var (start, tried, opened): (Int, Int, Secret?) = (0, 0, nil)
        while let place = trace.place(in: text, from: start, step: step) {
            // a key that doesn't open any more can't be told apart from what is there
            guard let secret = opened ?? (try? sealed.open(with: roots)) else { return true }
            opened = secret
            let around = text.extracting(
                max(0, place - step + 1)..<min(text.byteCount, place + length))
            if SecretTrace.holds(around, partOf: secret, bytes: length) { return true }
            // no place is looked at twice for the whole key
            let first = max(tried, place - secret.count + SecretTrace.windowBytes)
            let end = min(text.byteCount, place + secret.count)
            if first < end, SecretTrace.holds(text.extracting(first..<end), whole: secret) {
                return true
            }
            tried = place + 1
            start = place + step
        }
        return false
    }
}
