import Administration
import Gateway
import Keyring
import Logging

/// What a server does by itself beside the calls: goes on with a rotation of the root key that was cut short, and ends
/// versions of keys when their last call has.
struct HouseKeeping: Sendable {
    let office: Office
    let live: LiveDirectory
    let logger: Logger

    /// Keeps house once a second until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await resumeRotation() }
            while !Task.isCancelled {
                await retire()
                // cancellation ends the loop
                try? await Task.sleep(for: .seconds(1))
            }
            office.pauseRotation()
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
}
