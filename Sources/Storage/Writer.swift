import Dispatch
import Foundation
import GRDB
import Synchronization

/// The one writer: gathers the changes that are waiting, commits them in one transaction, then wakes the waiters.
///
/// It never waits to fill a group: while a group is being synced the next one gathers by itself, so that many calls
/// share one sync and a lone call pays for its own only. A change is a function of its inputs and the database: when
/// one change of a group fails, the group is rolled back and each change runs again in a transaction of its own.
package final class Writer: Sendable {
    /// How many changes may wait; more are refused with `.overloaded`.
    package static let waitingMax = 20_000
    /// How many changes one transaction takes.
    static let groupMax = 512
    /// After so many transactions the write-ahead log is folded into the file, and begins anew.
    static let commitsUntilFold = 256
    /// The same after so many rows were changed, so that folding never keeps the others waiting long.
    static let changesUntilFold = 24_000

    private struct Inbox {
        var jobs: [Change] = []
        var isSleeping = false
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    private let bell = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let queue: DatabaseQueue

    init(queue: DatabaseQueue) {
        self.queue = queue
        let thread = Thread { [self] in
            work()
            ended.signal()
        }
        thread.name = "ledger.writer"
        thread.start()
    }

    /// Makes one change, durably.
    ///
    /// - Parameter body: May run twice, never at once.
    /// - Returns: What `body` returned, after the commit was synced.
    /// - Throws: What `body` threw, as a `StorageFault` when SQLite failed; nothing was written then.
    @inlinable
    @discardableResult
    package func write<Answer: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            submit(Change(body) { continuation.resume(with: $0) })
        }
    }

    /// The same for callers on a thread of their own: blocks until the change is durable.
    @discardableResult
    package func writeBlocking<Answer: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Answer
    ) throws -> Answer {
        let done = DispatchSemaphore(value: 0)
        let answer = Mutex<Result<Answer, any Error>?>(nil)
        submit(
            Change(body) { result in
                answer.withLock { $0 = result }
                done.signal()
            })
        done.wait()
        guard let result = answer.withLock({ $0 }) else { throw Change.notMade }
        return try result.get()
    }

    /// Folds the write-ahead log into the file and empties it, so that nothing of what was deleted is left in it.
    package func emptyLog() async {
        await withCheckedContinuation { continuation in
            submit(
                Change({ _ in }) { [self] (_: Result<Void, any Error>) in
                    fold("TRUNCATE")
                    continuation.resume()
                })
        }
    }

    /// Finishes what waits, folds the log into the file, and ends the thread.
    func close() {
        let mustRing = inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            inbox.isClosed = true
            inbox.isSleeping = false
            return true
        }
        guard mustRing else { return }
        bell.signal()
        ended.wait()
    }

    private static let closed = StorageFault(.closed, "The data file is closed.")

    /// Has a change made with those that wait, or refused.
    @usableFromInline
    package func submit(_ job: Change) {
        let (refusal, mustRing): (StorageFault?, Bool) = inbox.withLock { inbox in
            if inbox.isClosed { return (Self.closed, false) }
            if inbox.jobs.count >= Self.waitingMax {
                return (
                    StorageFault(.overloaded, "Too many changes wait for the disk. Try again."),
                    false
                )
            }
            inbox.jobs.append(job)
            defer { inbox.isSleeping = false }
            return (nil, inbox.isSleeping)
        }
        // After the lock, or the thread that wakes would wait for it.
        if mustRing { bell.signal() }
        if let refusal { job.finish(refusal) }
    }

    private func work() {
        let hot = HotStatements()
        let lasting = LastingParts()
        var (commits, changes, folded) = (0, 0, 0)
        while let group = nextGroup() {
            changes = max(changes, commit(group, hot, lasting))
            commits += 1
            guard commits >= Self.commitsUntilFold || changes - folded >= Self.changesUntilFold
            else { continue }
            fold("PASSIVE")
            (commits, folded) = (0, changes)
        }
        fold("TRUNCATE")
        hot.forget()
        lasting.forget()
        try? queue.close()  // nothing uses it any more; the process may be ending
    }

    private func nextGroup() -> [Change]? {
        // Who was woken by the last commit and waits for this processor may have a change to add.
        sched_yield()
        while true {
            let group: [Change]? = inbox.withLock { inbox in
                if inbox.jobs.isEmpty {
                    inbox.isSleeping = !inbox.isClosed
                    return inbox.isClosed ? nil : []
                }
                if inbox.jobs.count <= Self.groupMax {
                    defer { inbox.jobs = [] }
                    return inbox.jobs
                }
                defer { inbox.jobs.removeFirst(Self.groupMax) }
                return Array(inbox.jobs.prefix(Self.groupMax))
            }
            guard let group else { return nil }
            if !group.isEmpty { return group }
            bell.wait()
        }
    }

    /// - Returns: How many rows this connection has changed in its life; 0 when the transaction failed.
    @discardableResult
    private func commit(
        _ group: [Change], _ hot: HotStatements, _ lasting: LastingParts
    ) -> Int {
        do {
            let changes = try inOneTransaction(group, hot, lasting)
            for job in group { job.finish(nil) }
            return changes
        } catch {
            if group.count == 1 {
                group[0].finish(error)
            } else {
                for job in group { commit([job], hot, lasting) }
            }
            return 0
        }
    }

    private func inOneTransaction(
        _ group: [Change], _ hot: HotStatements, _ lasting: LastingParts
    ) throws -> Int {
        try queue.writeWithoutTransaction { database in
            try hot.statement(Self.begin, on: database).run()
            do {
                let transaction = Transaction(database, hot: hot, lasting: lasting)
                for job in group { try job.run(transaction) }
                try transaction.flush()
                try hot.statement(Self.commit, on: database).run()
                lasting.committed()
                return database.totalChangesCount
            } catch {
                lasting.rolledBack()
                // Some errors have rolled back already.
                if database.isInsideTransaction { try database.execute(sql: "ROLLBACK") }
                throw error
            }
        }
    }

    private static let begin = HotSQL("BEGIN IMMEDIATE")
    private static let commit = HotSQL("COMMIT")

    private func fold(_ mode: String) {
        // A reader may be in the way; the log then grows until the next time.
        try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(\(mode))") }
    }
}

/// A change that waits for its transaction, and who waits for it.
///
/// What it makes is of no interest here: who submits it knows the type, so that nothing generic runs for each call.
@usableFromInline
package final class Change: Sendable {
    @usableFromInline static let notMade: any Error = StorageFault(
        .closed, "The change was not made.")

    /// Makes it, in the transaction.
    let run: @Sendable (Transaction) throws -> Void
    private let done: @Sendable ((any Error)?) -> Void

    /// - Parameter done: Is given what `body` made, or the error.
    @inlinable
    package convenience init<Answer: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Answer,
        done: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) {
        let answer = Made<Answer>()
        self.init(
            run: { transaction in
                let made = try body(transaction)
                answer.value.withLock { $0 = made }
            },
            done: { error in
                if let error {
                    done(.failure(error))
                } else if let made = answer.value.withLock({ $0 }) {
                    done(.success(made))
                } else {
                    done(.failure(Self.notMade))
                }
            })
    }

    @usableFromInline
    init(
        run: @escaping @Sendable (Transaction) throws -> Void,
        done: @escaping @Sendable ((any Error)?) -> Void
    ) {
        self.run = run
        self.done = done
    }

    /// Tells that it is durable, or what was wrong.
    func finish(_ error: (any Error)?) {
        done(error.map { $0 is DatabaseError ? StorageFault($0) : $0 })
    }
}

/// What a change has made, until its commit is synced.
@usableFromInline
final class Made<Answer: Sendable>: Sendable {
    @usableFromInline let value = Mutex<Answer?>(nil)

    @usableFromInline
    init() {}
}
