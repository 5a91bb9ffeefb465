import Gateway
import Storage
import Synchronization

/// Reads the directory after a change and hands it to whoever serves calls, never an older one after a newer one.
///
/// A change draws its number after its commit and before it reads: a higher number has read every change of the
/// lower ones.
package final class DirectoryPublisher: Sendable {
    private struct State {
        var drawn = 0
        var published = 0
    }

    private let state = Mutex(State())
    private let publish: @Sendable (Directory) -> Void

    /// - Parameter publish: Swaps what the next call is served from; called by one thread at a time.
    package init(publish: @escaping @Sendable (Directory) -> Void) { self.publish = publish }

    /// Publishes to a running gateway and its pool of keys.
    package convenience init(live: LiveDirectory) {
        self.init { live.replace(with: $0) }
    }

    /// Reads the directory and publishes it.
    package func renew(from file: LedgerFile) async throws(AdministrationFault) {
        let number = state.withLock { state in
            state.drawn += 1
            return state.drawn
        }
        let directory = try await Self.directory(in: file)
        state.withLock { state in
            guard number > state.published else { return }
            state.published = number
            publish(directory)
        }
    }

    /// The directory as the file has it now.
    package static func directory(in file: LedgerFile) async throws(AdministrationFault)
        -> Directory
    {
        try await file.question { try Directory(reading: $0) }
    }
}
