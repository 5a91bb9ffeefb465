import Glibc
import NIOCore

/// Why connections can't be taken: one sentence with the way out.
package struct ListenFault: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    /// An address couldn't be bound.
    package init(_ address: some CustomStringConvertible, _ error: any Error) {
        description =
            "\(address) can't be listened on: \(Self.reason(error)); choose another address with --listen."
    }

    private static func reason(_ error: any Error) -> String {
        guard let number = (error as? IOError)?.errnoCode else {
            return error is SocketAddressError
                ? "its host isn't known" : "the system gives no reason (\(type(of: error)))"
        }
        return switch number {
        case EADDRINUSE: "something listens there already"
        case EADDRNOTAVAIL: "it is no address of this host"
        case EACCES: "this user may not use that port"
        case EAFNOSUPPORT: "this host has no such addresses"
        default: "the system refuses (error \(number))"
        }
    }
}
