import Administration
import Foundation
import Journal
import Ledger
import Pricing
import Settings
import Storage
import Vault
import Vocabulary

/// A data directory opened by this process: locked, migrated, recovered.
struct OpenedHouse {
    /// The data file.
    let file: LedgerFile
    /// Calls that were under way when the last process died, now settled.
    let abandonedCount: Int
    private let lock: DataLock

    /// Opens the data directory's file; its lock is held as long as this value lives.
    init(places: DataPlaces, lock: DataLock, clock: any Clock = SystemClock()) throws {
        self.lock = lock
        do {
            file = try LedgerFile(at: places.ledger, clock: clock)
        } catch {
            throw CommandFailure(
                "The data file \(places.ledger) can't be opened: \(error)\(Self.wayOut(of: error, places))",
                status: CommandFailure.unreachable)
        }
        do { try Self.checkLog(of: file) } catch {
            throw CommandFailure(
                "The data file \(places.ledger) can't be used: \(error) bursar ledger verify tells more; bursar restore brings a backup back.",
                status: CommandFailure.unreachable)
        }
        do {
            abandonedCount = try Ledger(file: file).recover(at: clock.now)
            try Self.installPrices(in: file, at: clock.now)
        } catch {
            throw CommandFailure(
                "The data file \(places.ledger) can't be recovered: \(error)\(Self.wayOut(of: error, places))",
                status: CommandFailure.unreachable)
        }
    }

    /// Opens the log; it must end where the rows end.
    private static func checkLog(of file: LedgerFile) throws {
        let problem = try file.writer.writeBlocking { transaction in
            _ = try transaction.journal
            return try Verification.recent(in: transaction.database)
        }
        if let problem {
            throw JournalFault(.inconsistent, "The log and the rows disagree: \(problem).")
        }
    }

    /// Puts this program's price book into the file, if it isn't there yet.
    private static func installPrices(in file: LedgerFile, at now: Timestamp) throws {
        try file.writer.writeBlocking { transaction in
            try ShippedPrices.install(at: now, in: transaction.database)
        }
    }

    private static func wayOut(of error: any Error, _ places: DataPlaces) -> String {
        var fault = error as? StorageFault
        if case .unwritable(let inner)? = error as? LedgerFault { fault = inner }
        switch fault?.code {
        case .damaged:
            return
                " It is damaged: put a copy of the directory in its place, and keep this one aside."
        case .readOnly, .unwritable:
            let fixed = ["", "-wal", "-shm"].map { places.ledger + $0 }.filter { path in
                FileManager.default.fileExists(atPath: path)
                    && !FileManager.default.isWritableFile(atPath: path)
            }
            return fixed.isEmpty
                ? " Check the disk's space and who owns the directory."
                : " Make them writable: chmod 600 \(fixed.joined(separator: " "))."
        default: return ""
        }
    }

    /// Closes the file; the lock goes with this value.
    func close() {
        withExtendedLifetime(lock) { file.close() }
    }
}

extension DataPlaces {
    /// Removes the pipes of commands that died before a server took their secret. The lock must be held.
    func clearPipes() {
        // a directory that can't be listed is noticed when it is opened
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        SecretPipe.clear(names, in: directory)
    }

    /// Makes the data directory, for its owner alone.
    func makeOpenDirectory() throws {
        do { try makeDirectory() } catch {
            throw CommandFailure(error.description, status: CommandFailure.unreachable)
        }
    }
}

/// Memory for secrets, before the first secret is there.
enum SecretsMemory {
    /// Locks it and switches core dumps off.
    static func prepare(allowInsecure: Bool) throws {
        do { try SecureMemory.prepare(allowInsecure: allowInsecure) } catch {
            throw CommandFailure(
                "Memory for secrets can't be locked: raise the limit (ulimit -l 128, or LimitMEMLOCK=1M in the unit), or "
                    + "go on without with --allow-insecure-memory (BURSAR_ALLOW_INSECURE_MEMORY=1). \(error)"
            )
        }
    }
}
