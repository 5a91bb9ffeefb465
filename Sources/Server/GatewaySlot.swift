import Gateway
import Synchronization

/// Where the gateway is, once the data is recovered; until then callers are told to come back.
final class GatewaySlot: Sendable {
    private let gateway = Mutex<Gateway?>(nil)

    /// The gateway; `nil` while the house is starting.
    var current: Gateway? { gateway.withLock { $0 } }

    /// Opens the gateway to callers.
    func put(_ new: Gateway) { gateway.withLock { $0 = new } }
}
