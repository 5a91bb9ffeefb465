import Content
import Keyring
import Storage
import Synchronization
import Vocabulary

/// The content keys of clients whose calls are kept now, in secure memory; read from the ledger's file at first use.
final class ContentKeyCache: Sendable {
    /// How many are held; then all are read anew.
    private static let keysMax = 64

    private struct State {
        var keys: [Int64: ContentKey] = [:]
        /// Counts what was forgotten, so that nothing that was read before is held after.
        var epoch = 0
    }

    private let file: LedgerFile
    private let roots: RootKeys
    private let clock: any Clock
    private let state = Mutex(State())

    init(file: LedgerFile, roots: RootKeys, clock: any Clock) {
        self.file = file
        self.roots = roots
        self.clock = clock
    }

    /// A client's key in force; made and committed if there is none.
    ///
    /// - Throws: `StorageFault`, `KeyringFault`.
    func key(of client: Int64) async throws -> ContentKey {
        let (known, epoch) = state.withLock { ($0.keys[client], $0.epoch) }
        if let known { return known }
        let (roots, now) = (roots, clock.now)
        let made = try await file.writer.write { transaction in
            try ContentKeyStore.findOrMake(
                client: client, under: roots, at: now, in: transaction.database)
        }
        let key = ContentKey(version: made.version, secret: made.secret)
        state.withLock { state in
            guard state.epoch == epoch else { return }
            if state.keys.count >= Self.keysMax { state.keys = [:] }
            state.keys[client] = key
        }
        return key
    }

    /// Wipes a client's key, which was destroyed.
    func forget(_ client: Int64) {
        state.withLock { state in
            state.keys[client] = nil
            state.epoch += 1
        }
    }
}
