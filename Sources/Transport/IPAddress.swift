import CCurl
import Glibc

/// An address of the Internet protocol, version 4 or 6.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Version 4, in host order.
    case v4(UInt32)
    /// Version 6 as its upper and lower half, in host order.
    case v6(UInt64, UInt64)

    /// Reads the usual text form (`192.0.2.1`, `2001:db8::1`), without brackets or zone.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self = unsafe withUnsafeBytes(of: &six) { Self(v6: unsafe $0.bytes) }
        } else {
            return nil
        }
    }

    private init(v6 bytes: RawSpan) {
        var halves: (UInt64, UInt64) = (0, 0)
        for index in 0..<8 {
            halves.0 =
                halves.0 << 8
                | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            halves.1 =
                halves.1 << 8
                | UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index + 8, as: UInt8.self))
        }
        self = .v6(halves.0, halves.1)
    }

    /// The version 4 address inside a mapped one (`::ffff:a.b.c.d`), else the address itself.
    package var unmapped: IPAddress {
        if case .v6(0, let low) = self, low >> 32 == 0xffff {
            return .v4(UInt32(truncatingIfNeeded: low))
        }
        return self
    }

    /// Whether it is a loopback address of its version.
    package var isLoopback: Bool {
        switch self {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let high, let low): high == 0 && low == 1
        }
    }

    /// Whether it is the "any" address a listener on all interfaces has.
    package var isWildcard: Bool {
        self == .v4(0) || self == .v6(0, 0)
    }

    package var description: String {
        switch self {
        case .v4(let bits):
            return [24, 16, 8, 0].map { String(bits >> $0 & 0xff) }.joined(separator: ".")
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in
                [48, 32, 16, 0].map { String(half >> $0 & 0xffff, radix: 16) }
            }
            return groups.joined(separator: ":")
        }
    }
}

extension IPAddress {
    /// Reads a socket address of C; nil for a family that isn't the Internet's.
    ///
    /// - Parameter pointer: Points at as many bytes as the family needs.
    static func read(_ pointer: UnsafePointer<sockaddr>) -> SocketAddress? {
        switch unsafe Int32(pointer.pointee.sa_family) {
        case AF_INET:
            return unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                unsafe SocketAddress(
                    address: .v4(UInt32(bigEndian: $0.pointee.sin_addr.s_addr)),
                    port: UInt16(bigEndian: $0.pointee.sin_port))
            }
        case AF_INET6:
            return unsafe pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                var bits = unsafe $0.pointee.sin6_addr
                let address = unsafe withUnsafeBytes(of: &bits) { Self(v6: unsafe $0.bytes) }
                return unsafe SocketAddress(
                    address: address, port: UInt16(bigEndian: $0.pointee.sin6_port))
            }
        default:
            return nil
        }
    }
}

/// An address and a port.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host's address.
    package let address: IPAddress
    /// The port.
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}
