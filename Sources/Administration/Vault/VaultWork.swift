import Keyring
import Storage
import Synchronization
import Vocabulary

/// Works a rotation of the root key off, some values at a time, beside the calls.
///
/// What is done is in the data file: whoever begins again, after a kill at any moment, goes on where it stopped.
struct VaultWork: Sendable {
    /// How many values one transaction takes: few, so that no call waits long behind them.
    static let batchMax = 100

    let office: Office
    let roots: RootKeys

    /// Does what is left to do.
    ///
    /// - Throws: `.rootKey` when a value doesn't open, `.unreachable` when it is cut short; the rest is done next time.
    func finish(_ job: VaultJob) async throws(AdministrationFault) {
        if job.isDeep { try await renewDataKeys(job) }
        for table in RootSealedTable.all { try await renew(table, job) }
        try await office.change { database, now in
            guard try VaultJobStore.finish(job, at: now, in: database) else {
                throw AdministrationFault(
                    .ledger, "Something was not sealed anew. Run bursar vault rotate again.")
            }
        }
        let now = office.clock.now
        for record in try await office.read({ try RootKeyStore.list(in: $0) })
        where record.state == .retired {
            roots.retire(record.version, at: now)
        }
    }

    private func renewDataKeys(_ job: VaultJob) async throws(AdministrationFault) {
        var done = job.done
        while done < job.last {
            try checkCancellation()
            let (from, roots) = (done, roots)
            let renewals = try await office.read { database in
                try DeepSealing.renewals(
                    after: from, upTo: job.last, countMax: Self.batchMax, with: roots, in: database)
            }
            let reached = renewals.last?.version ?? job.last
            try await write { transaction in
                let stored = try DeepSealing.store(renewals, in: transaction.database)
                try VaultJobStore.advance(
                    job.number, by: stored, done: reached, in: transaction.database)
            }
            done = reached
        }
    }

    private func renew(_ table: RootSealedTable, _ job: VaultJob) async throws(AdministrationFault)
    {
        var place: Int64 = 0
        while true {
            try checkCancellation()
            let (from, roots) = (place, roots)
            let values = try await office.read { database in
                try table.values(
                    notUnder: job.rootVersion, after: from, countMax: Self.batchMax, in: database
                ).map {
                    (
                        place: $0.place,
                        renewed: try table.renewed($0, from: roots, to: roots.current)
                    )
                }
            }
            guard let last = values.last else { return }
            try await write { transaction in
                let stored = try table.store(values.map(\.renewed), in: transaction.database)
                try VaultJobStore.advance(job.number, by: stored, in: transaction.database)
            }
            place = last.place
        }
    }

    /// Straight to the writer: what calls are served from needn't be read anew for each batch.
    private func write(
        _ body: @escaping @Sendable (Transaction) throws -> Void
    ) async throws(AdministrationFault) {
        do { try await office.file.writer.write(body) } catch { throw AdministrationFault(error) }
    }

    private func checkCancellation() throws(AdministrationFault) {
        guard !Task.isCancelled else {
            throw AdministrationFault(
                .unreachable, "It was cut short; the rest is sealed anew at the next start.")
        }
    }
}

/// The one rotation that is worked off in this process; whoever asks meanwhile waits for it.
final class VaultDesk: Sendable {
    private struct Running {
        let job: Int64
        let task: Task<Result<Void, AdministrationFault>, Never>
    }

    private let running = Mutex<Running?>(nil)

    /// Works a rotation off, or waits for who does already.
    func finish(_ job: VaultJob, in office: Office, with roots: RootKeys)
        async throws(AdministrationFault)
    {
        let task = running.withLock { running in
            if let running, running.job == job.number { return running.task }
            // owned by this desk: the operator who asked may go away
            let task = Task {
                let outcome: Result<Void, AdministrationFault>
                do throws(AdministrationFault) {
                    outcome = .success(
                        try await VaultWork(office: office, roots: roots).finish(job))
                } catch { outcome = .failure(error) }
                self.running.withLock { $0 = nil }
                return outcome
            }
            running = Running(job: job.number, task: task)
            return task
        }
        try await task.value.get()
    }

    /// Cuts short what is under way; it goes on at the next start.
    func stop() { running.withLock { $0?.task.cancel() } }
}
