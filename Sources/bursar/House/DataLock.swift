import Administration
import Settings
import Vault
import Vocabulary

/// The lock of a data directory: whoever holds it is the one process that has the data file open.
final class DataLock: Sendable {
    private let lock: FileLock

    /// Takes the lock.
    ///
    /// - Parameter path: The lock's file, made with mode 0600 when it is missing.
    /// - Returns: `nil` when another process has it.
    /// - Throws: When the file can't be made or opened.
    init?(at path: String) throws {
        do throws(FileLock.Fault) {
            guard let lock = try FileLock(at: path) else { return nil }
            self.lock = lock
        } catch {
            throw CommandFailure(
                "The lock \(path) can't be taken (error \(error.error)); is the data directory yours, and the lock no link?",
                status: CommandFailure.unreachable)
        }
    }

    /// Takes the lock, waiting for a command or server that is about to end.
    ///
    /// - Parameter whenWaiting: Told once that it isn't free.
    /// - Throws: At once when a server runs there; else when it isn't free in time.
    static func wait(in places: DataPlaces, whenWaiting: () -> Void) async throws -> DataLock {
        let clock = SystemClock()
        let deadline = clock.now.advanced(byMilliseconds: OperatorDoor.patienceMilliseconds)
        var isFirst = true
        while true {
            if let lock = try DataLock(at: places.lock) { return lock }
            if case .answer(let server) = try await AdminSocket(places).ask(ServeStatus()) {
                throw CommandFailure(
                    "A server runs on \(places.directory) already\(server.listen.map { " and listens on \($0)" } ?? ""); "
                        + "end it or give another --data.",
                    status: CommandFailure.unreachable)
            }
            if isFirst { whenWaiting() }
            isFirst = false
            guard clock.now < deadline else {
                throw CommandFailure(
                    "Another process has \(places.directory) open, probably a bursar that serves it; end it or give another --data.",
                    status: CommandFailure.unreachable)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
