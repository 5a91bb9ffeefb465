import Foundation
import GRDB
import Storage
import Synchronization
import Translation
import Vault
import Vocabulary

/// Keeps what models want back of their reasoning for clients whose protocol can't carry it, sealed in the data file
/// (facts/protocols PT-41, PT-45).
///
/// Which calls have something kept is known in memory, so that only a call that needs it reads the file.
package final class ProofKeeper: Sendable {
    /// How much is kept, of all clients together.
    package struct Limits: Sendable {
        /// How long an entry is kept, in milliseconds: seven days.
        package var ageMillisecondsMax: Int64 = 7 * 86_400_000
        /// How many entries.
        package var entriesMax = 20_000
        /// How many sealed bytes.
        package var bytesMax: Int64 = 64 << 20

        package init() {}
    }

    /// How much comes in before what is too much is looked for.
    private static let freshMax = (entries: 1_000, bytes: 8 << 20)
    /// How many entries one request may ask for: those of its newest calls.
    static let askedMax = 256

    private let file: LedgerFile
    private let seal: ProofSeal
    private let clock: any Clock
    private let limits: Limits
    private let state: Mutex<State>

    private struct State {
        /// The rows of all that is kept.
        var known: Set<ProofSeal.Row>
        /// What came in since the last pruning.
        var fresh = (entries: 0, bytes: 0)
    }

    /// Learns what is kept.
    ///
    /// - Parameter service: The key that those of the clients derive from.
    /// - Throws: `StorageFault`.
    package init(
        file: LedgerFile, service: Secret, clock: any Clock, limits: Limits = Limits()
    ) async throws {
        self.file = file
        self.clock = clock
        self.limits = limits
        seal = ProofSeal(service: service)
        let rows = try await file.read { database in
            try Data.fetchAll(database, sql: "SELECT id FROM proof_stash")
        }
        state = Mutex(State(known: Set(rows.map { ProofSeal.Row($0.array) })))
    }

    /// Keeps what an answer to a client left behind; durable when it returns.
    ///
    /// - Throws: `StorageFault`, `VaultFault`: nothing was kept.
    func keep(_ entries: [ProofStash.Entry], of client: Int64) async throws {
        let now = clock.now.milliseconds
        let sealed = try seal.sealed(entries, of: client, at: now)
        try await file.writer.write { transaction in
            for (row, bytes) in sealed {
                try transaction.execute(
                    """
                    INSERT INTO proof_stash (id, client, sealed, sealed_bytes, made_at_ms)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE
                    SET sealed = excluded.sealed, sealed_bytes = excluded.sealed_bytes,
                        made_at_ms = excluded.made_at_ms
                    """, [row.bytes.data, client, bytes.data, bytes.count, now])
            }
        }
        let isMuch = state.withLock { state in
            for (row, bytes) in sealed {
                state.known.insert(row)
                state.fresh.entries += 1
                state.fresh.bytes += bytes.count
            }
            return state.fresh.entries > Self.freshMax.entries
                || state.fresh.bytes > Self.freshMax.bytes
        }
        if isMuch { try await prune() }
    }

    /// What is kept for some calls of a client; those of which nothing is kept, or nothing can be read, are left out.
    func entries(for calls: [String], of client: Int64) async -> [ProofStash.Entry] {
        guard !calls.isEmpty, state.withLock({ !$0.known.isEmpty }) else { return [] }
        let rows = seal.rows(of: calls.suffix(Self.askedMax), client: client)
        let wanted = state.withLock { state in rows.filter { state.known.contains($0.row) } }
        guard !wanted.isEmpty else { return [] }
        let oldest = clock.now.milliseconds - limits.ageMillisecondsMax
        // what can't be read is as good as not kept: the model is told that it is missing
        let found = try? await file.read { database in
            try wanted.compactMap { call, row in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT sealed, made_at_ms
                        FROM proof_stash
                        WHERE id = ? AND made_at_ms > ?
                        """,
                    arguments: [row.bytes.data, oldest]
                ).map { found -> (String, ProofSeal.Row, [UInt8], Int64) in
                    (call, row, (found["sealed"] as Data).array, found["made_at_ms"])
                }
            }
        }
        return (found ?? []).compactMap { call, row, sealed, madeAt in
            seal.entry(of: call, row: row, sealed: sealed, client: client, madeAt: madeAt)
        }
    }

    /// Forgets what is too old or too much.
    ///
    /// - Throws: `StorageFault`.
    func prune() async throws {
        let isEmpty = state.withLock { state in
            state.fresh = (0, 0)
            return state.known.isEmpty
        }
        guard !isEmpty else { return }
        let oldest = clock.now.milliseconds - limits.ageMillisecondsMax
        let limits = limits
        let gone = try await file.writer.write { transaction in
            try Data.fetchAll(
                transaction.database,
                sql: """
                    DELETE FROM proof_stash
                    WHERE made_at_ms <= ?
                       OR number IN (
                        SELECT number
                        FROM (
                            SELECT number,
                                   row_number() OVER newest AS place,
                                   sum(sealed_bytes) OVER newest AS bytes
                            FROM proof_stash
                            WINDOW newest AS (ORDER BY made_at_ms DESC, number DESC)
                        )
                        WHERE place > ? OR bytes > ?
                    )
                    RETURNING id
                    """, arguments: [oldest, limits.entriesMax, limits.bytesMax])
        }
        state.withLock { state in
            for id in gone { state.known.remove(ProofSeal.Row(id.array)) }
        }
    }
}
