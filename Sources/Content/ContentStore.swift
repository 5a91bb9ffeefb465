import Embedded
import Foundation
import GRDB
import Storage
import Synchronization
import Vault
import Vocabulary

/// The file of kept content, with a writer of its own: calls never wait for it, and what it can't keep up with is left out
/// and counted.
///
/// A call's row in the ledger commits to what is kept, so what is missing here is seen to be missing.
package final class ContentStore: Sendable {
    /// How many calls may wait to be written.
    package static let waitingMax = 4_096
    /// How many bytes of them, and of answers that are still coming in, may be in memory.
    package static let waitingBytesMax = 64 << 20
    /// How many rows one transaction of pruning deletes.
    private static let pruneRowsMax = 200

    /// Finds a client's content key, or makes one.
    package typealias Keys = @Sendable (_ client: Int64) async throws -> ContentKey

    private enum Item: Sendable {
        case call(KeptCall)
        /// Resumed once all before it is written.
        case mark(CheckedContinuation<Void, Never>)
    }

    private struct State {
        var file: LedgerFile?
        var isClosed = false
        var isRunning = false
        var waitingBytes = 0
        var lost: Int64 = 0
        /// When clients were erased, and calls; what began before isn't kept.
        var erasedClients: [Int64: Timestamp] = [:]
        var erasedCalls: Set<Identifier> = []
    }

    /// Where the file is; made when something is kept for the first time.
    package let path: String
    private let keys: Keys
    private let clock: any Clock
    private let items: AsyncStream<Item>
    private let entrance: AsyncStream<Item>.Continuation
    private let state = Mutex(State())

    package init(path: String, clock: any Clock, keys: @escaping Keys) {
        self.path = path
        self.clock = clock
        self.keys = keys
        (items, entrance) = AsyncStream.makeStream(
            of: Item.self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
    }

    /// Asks for room for bytes in memory; `false` when there is none.
    package func reserve(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard state.waitingBytes + bytes <= Self.waitingBytesMax else { return false }
            state.waitingBytes += bytes
            return true
        }
    }

    /// Gives room back.
    package func release(_ bytes: Int) { state.withLock { $0.waitingBytes -= bytes } }

    /// Has a call written; returns at once. Takes over the room that was reserved for it.
    ///
    /// - Parameter reserved: How many bytes were.
    package func keep(_ call: KeptCall, reserved: Int) {
        // What was reserved for the stream is now as long as what is kept.
        state.withLock { $0.waitingBytes += call.bytes - reserved }
        if case .enqueued = entrance.yield(.call(call)) { return }
        release(call.bytes)
        noteLoss()
    }

    /// How many calls' content was lost since the last time this was asked.
    package func takeLosses() -> Int64 {
        state.withLock { state in
            defer { state.lost = 0 }
            return state.lost
        }
    }

    /// Notes content that policy keeps and that couldn't be kept.
    package func noteLoss() { state.withLock { $0.lost += 1 } }

    /// Begins to write what comes, until `finish`; the caller owns the task and waits for it.
    package func start() -> Task<Void, Never> {
        state.withLock { $0.isRunning = true }
        return Task { await run() }  // owned by the caller
    }

    private func run() async {
        for await item in items {
            switch item {
            case .mark(let waiter): waiter.resume()
            case .call(let call):
                await write(call)
                release(call.bytes)
            }
        }
    }

    /// Takes nothing more; `run` ends when all is written.
    package func finish() { entrance.finish() }

    /// Closes the file.
    package func close() {
        let file = state.withLock { state in
            state.isClosed = true
            defer { state.file = nil }
            return state.file
        }
        file?.close()
    }

    /// Waits until what was handed over before is written.
    package func settle() async {
        guard state.withLock({ $0.isRunning }) else { return }
        await withCheckedContinuation { continuation in
            if case .enqueued = entrance.yield(.mark(continuation)) { return }
            continuation.resume()
        }
    }

    private func write(_ call: KeptCall) async {
        let isErased = state.withLock { state in
            state.erasedCalls.contains(call.call)
                || state.erasedClients[call.client].map { call.began <= $0 } ?? false
        }
        guard !isErased else { return }
        do {
            let file = try open()
            guard file.hasRoom else { return noteLoss() }
            let sealed = try SealedCall(call, under: try await keys(call.client))
            let now = clock.now
            try await file.writer.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO content (call_id, client, key_version, wrapped_key, salt, request, answer,
                                         is_stream, is_cut, kept_at_ms, expires_at_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (call_id) DO NOTHING
                    """,
                    [
                        call.call.bytes.data, call.client, sealed.keyVersion,
                        sealed.wrappedKey.data, sealed.salt.data, sealed.request.data,
                        sealed.answer.data, call.isStream, call.isCut, now.milliseconds,
                        call.expires.milliseconds,
                    ])
            }
        } catch {
            // The call's row says that it was kept, so its lack shows; the operator is told by `takeLosses`.
            noteLoss()
        }
    }

    /// What is kept of a call; `nil` for nothing.
    ///
    /// - Parameter key: The client's key of that version; `nil` when it was destroyed.
    /// - Throws: `StorageFault`, `VaultFault`, what `key` throws.
    package func find(
        _ call: Identifier, key: (_ client: Int64, _ version: UInt32) async throws -> ContentKey?
    ) async throws -> KeptCall? {
        await settle()
        guard let file = try openExisting() else { return nil }
        let now = clock.now
        let stored = try await file.read { try StoredCall.find(call, at: now, in: $0) }
        guard let stored, let key = try await key(stored.client, stored.sealed.keyVersion) else {
            return nil
        }
        let open = try stored.sealed.open(call, under: key)
        return KeptCall(
            call: call, client: stored.client, began: stored.kept, expires: stored.expires,
            request: open.request, answer: open.answer, isStream: stored.isStream,
            isCut: stored.isCut, salt: open.salt)
    }

    /// How many calls' content of a client, or of one call, is kept.
    ///
    /// - Throws: `StorageFault`.
    package func count(_ subject: ErasedSubject) async throws -> Int {
        await settle()
        guard let file = try openExisting() else { return 0 }
        return try await file.read { database in
            try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM content WHERE \(subject.condition)",
                arguments: subject.arguments) ?? 0
        }
    }

    /// Deletes what is kept, overwrites it and empties the write-ahead log; what is still under way isn't kept either.
    ///
    /// - Throws: `StorageFault`.
    package func erase(_ subject: ErasedSubject) async throws {
        let now = clock.now
        state.withLock { state in
            switch subject {
            case .client(let client): state.erasedClients[client] = now
            case .call(let call): state.erasedCalls.insert(call)
            }
        }
        await settle()
        guard let file = try openExisting() else { return }
        try await file.writer.write { transaction in
            try transaction.database.execute(
                sql: "DELETE FROM content WHERE \(subject.condition)", arguments: subject.arguments)
        }
        await file.writer.emptyLog()
    }

    /// Deletes what is past its retention.
    ///
    /// - Throws: `StorageFault`.
    package func prune() async throws {
        guard let file = try openExisting() else { return }
        let now = clock.now.milliseconds
        while try await file.writer.write({ transaction in
            try transaction.execute(
                """
                DELETE FROM content
                WHERE number IN (
                    SELECT number FROM content WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?
                )
                """, [now, Self.pruneRowsMax])
        }) == Self.pruneRowsMax {}
    }

    private func openExisting() throws -> LedgerFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try open()
    }

    private func open() throws -> LedgerFile {
        try state.withLock { state in
            if let file = state.file { return file }
            guard !state.isClosed else {
                throw StorageFault(.closed, "The content file is closed.")
            }
            let file = try LedgerFile(
                at: path, migrations: EmbeddedFile.all(in: "content"), clock: clock,
                syncsEachCommit: false)
            state.file = file
            return file
        }
    }
}

/// A row of the file.
private struct StoredCall: Sendable {
    let client: Int64
    let sealed: SealedCall
    let isStream: Bool
    let isCut: Bool
    let kept: Timestamp
    let expires: Timestamp

    /// A call's row; `nil` when there is none, or its time is over.
    static func find(
        _ call: Identifier, at now: Timestamp, in database: Database
    ) throws -> StoredCall? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT client, key_version, wrapped_key, salt, request, answer, is_stream, is_cut,
                       kept_at_ms, expires_at_ms
                FROM content
                WHERE call_id = ? AND expires_at_ms > ?
                """, arguments: [call.bytes.data, now.milliseconds]
        ).map { row in
            StoredCall(
                client: row["client"],
                sealed: SealedCall(
                    keyVersion: row["key_version"], wrappedKey: (row["wrapped_key"] as Data).array,
                    salt: (row["salt"] as Data).array, request: (row["request"] as Data).array,
                    answer: (row["answer"] as Data).array),
                isStream: row["is_stream"], isCut: row["is_cut"],
                kept: Timestamp(milliseconds: row["kept_at_ms"]),
                expires: Timestamp(milliseconds: row["expires_at_ms"]))
        }
    }
}

/// Whose content is erased.
package enum ErasedSubject: Sendable {
    /// All of a client's, by its number.
    case client(Int64)
    /// One call's.
    case call(Identifier)

    fileprivate var condition: String {
        switch self {
        case .client: "client = ?"
        case .call: "call_id = ?"
        }
    }

    fileprivate var arguments: StatementArguments {
        switch self {
        case .client(let number): [number]
        case .call(let id): [id.bytes.data]
        }
    }
}
