import Administration
import Gateway
import Keyring
import Logging
import Vocabulary

/// What a server does by itself beside the calls: goes on with a rotation of the root key that was cut short, ends versions
/// of keys when their last call has, and tells of keys that end soon.
struct HouseKeeping: Sendable {
    /// How often keys are looked through for those that end soon, in seconds.
    private static let expiryEvery = 60

    let office: Office
    let live: LiveDirectory
    let logger: Logger

    /// Keeps house once a second until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await resumeRotation() }
            var watch = ExpiryWatch()
            for second in 0... {
                await retire()
                if second.isMultiple(of: Self.expiryEvery) { warn(&watch) }
                // cancellation ends the loop
                try? await Task.sleep(for: .seconds(1))
                if Task.isCancelled { break }
            }
            group.cancelAll()
        }
    }

    private func resumeRotation() async {
        do throws(AdministrationFault) { try await office.resumeRotation() } catch {
            logger.error(
                "the root key's rotation is not finished", metadata: ["why": "\(error.message)"])
        }
    }

    private func retire() async {
        guard !live.current.upstreams.retired.isEmpty else { return }
        do throws(AdministrationFault) { try await Retirement(office: office).sweep() } catch {
            logger.error(
                "secrets of rotated keys are not destroyed yet",
                metadata: ["why": "\(error.message)"])
        }
    }

    private func warn(_ watch: inout ExpiryWatch) {
        for warning in watch.look(live.current.upstreams, at: office.clock.now) {
            logger.warning(
                warning.isOver ? "a key has expired" : "a key expires soon",
                metadata: [
                    "key": "\(warning.key)", "name": "\(warning.name)",
                    "upstream": "\(warning.upstream)", "expires_at": "\(warning.end.text)",
                ])
        }
    }
}
