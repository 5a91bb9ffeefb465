import Foundation
import Vocabulary

/// The lock of a data directory: whoever holds it is the one process that has the data file open.
///
/// An advisory lock (flock(2)) on `ledger.lock`; it goes with the process, however that ends.
final class DataLock: Sendable {
    private let file: FileHandle

    /// Takes the lock.
    ///
    /// - Parameter path: The lock's file, made with mode 0600 when it is missing.
    /// - Returns: `nil` when another process has it.
    /// - Throws: When the file can't be made or opened.
    init?(at path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw CommandFailure(
                "The lock \(path) can't be opened; is the data directory yours?",
                status: CommandFailure.unreachable)
        }
        // Programs we start must not keep the lock after us.
        guard fcntl(file.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw CommandFailure("The lock \(path) can't be kept from children (error \(errno)).")
        }
        guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        self.file = file
    }

    /// Takes the lock, waiting for a command that is about to end.
    static func wait(at path: String, directory: String) async throws -> DataLock {
        let clock = SystemClock()
        let deadline = clock.now.advanced(byMilliseconds: OperatorDoor.patienceMilliseconds)
        while true {
            if let lock = try DataLock(at: path) { return lock }
            guard clock.now < deadline else {
                throw CommandFailure(
                    "Another process has \(directory) open, probably a bursar that serves it; end it or give another --data.",
                    status: CommandFailure.unreachable)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    deinit {
        try? file.close()  // the lock goes with the descriptor in any case
    }
}
