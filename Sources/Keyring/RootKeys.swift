import Synchronization
import Vault
import Vocabulary

/// The root keys that are open in this process: the one that seals, and those that something is still sealed under.
///
/// A rotation adds a key and takes the old one back when nothing is sealed under it any more; calls go on meanwhile.
package final class RootKeys: Sendable {
    /// How long a key is kept after nothing is sealed under it, for calls that took their secret before: longer than
    /// from a lease to its request.
    package static let retirementMilliseconds: Int64 = 60_000

    private struct State {
        var current: RootKey
        var others: [UInt32: RootKey] = [:]
        var ends: [UInt32: Timestamp] = [:]
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - current: The one that seals.
    ///   - others: Those that only open.
    package init(_ current: RootKey, decryptOnly others: [RootKey] = []) {
        state = Mutex(
            State(
                current: current,
                others: Dictionary(
                    others.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })))
    }

    /// The one that seals.
    package var current: RootKey { state.withLock { $0.current } }

    /// The one of a version, which an envelope names.
    ///
    /// - Throws: `.wrongRootKey` when it isn't open here.
    package func key(_ version: UInt32) throws(KeyringFault) -> RootKey {
        let found = state.withLock { state in
            state.current.version == version ? state.current : state.others[version]
        }
        guard let found else {
            throw KeyringFault(
                .wrongRootKey, "A value is sealed under root key \(version), which isn't open here."
            )
        }
        return found
    }

    /// Makes another the one that seals; the one before it still opens. The one that seals already: no change.
    package func adopt(_ key: RootKey) {
        state.withLock { state in
            guard key.version != state.current.version else { return }
            state.others[state.current.version] = state.current
            state.others[key.version] = nil
            state.current = key
        }
    }

    /// Notes that nothing is sealed under a version any more; it goes with `forget`.
    package func retire(_ version: UInt32, at now: Timestamp) {
        state.withLock { state in
            if state.others[version] != nil {
                state.ends[version] = now.advanced(byMilliseconds: Self.retirementMilliseconds)
            }
        }
    }

    /// Takes back the keys that were retired long enough ago; their memory is wiped when nobody holds them.
    package func forget(at now: Timestamp) {
        state.withLock { state in
            for (version, end) in state.ends where end <= now {
                state.others[version] = nil
                state.ends[version] = nil
            }
        }
    }
}
