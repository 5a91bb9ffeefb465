/// What an address is for, by the IANA special-purpose registries (RFC 6890 and its updates).
enum AddressKind: String, Sendable {
    /// An ordinary address of the public Internet.
    case global
    /// RFC 1918 and unique local addresses (RFC 4193).
    case privateNetwork
    /// Carrier-grade NAT, 100.64.0.0/10 (RFC 6598).
    case sharedNetwork
    /// This host.
    case loopback
    /// One link only, which includes cloud metadata services.
    case linkLocal
    /// Groups and broadcast.
    case multicast
    /// An IPv4 address in another dress: mapped, compatible, NAT64, 6to4, Teredo.
    case embedded
    /// Documentation, benchmarks, "this network", reserved for later.
    case reserved
    /// A gateway's own listener.
    case ownListener

    /// Looks an address up; the first range that holds it decides.
    init(_ address: IPAddress) {
        switch address {
        case .v4(let bits):
            self =
                Self.v4Ranges.first { bits >> (32 - $0.bits) == $0.prefix >> (32 - $0.bits) }?
                .kind ?? .global
        case .v6(let high, _):
            if address.isLoopback {
                self = .loopback
                return
            }
            // All v6 prefixes below are 64 bits or shorter, but for the two that start with zeroes.
            let range = Self.v6Ranges.first {
                high >> (64 - $0.bits) == $0.prefix >> (64 - $0.bits)
            }
            self = range?.kind ?? (high >> 61 == 1 ? .global : .reserved)
        }
    }

    private static let v4Ranges: [(prefix: UInt32, bits: UInt32, kind: AddressKind)] = [
        (0x0000_0000, 8, .reserved),  // 0.0.0.0/8, "this network": Linux connects to loopback
        (0x0a00_0000, 8, .privateNetwork),  // 10.0.0.0/8
        (0x6440_0000, 10, .sharedNetwork),  // 100.64.0.0/10
        (0x7f00_0000, 8, .loopback),  // 127.0.0.0/8
        (0xa9fe_0000, 16, .linkLocal),  // 169.254.0.0/16
        (0xa83f_8110, 32, .linkLocal),  // 168.63.129.16, a cloud's host agent
        (0xac10_0000, 12, .privateNetwork),  // 172.16.0.0/12
        (0xc000_0000, 24, .reserved),  // 192.0.0.0/24
        (0xc000_0200, 24, .reserved),  // 192.0.2.0/24
        (0xc058_6300, 24, .embedded),  // 192.88.99.0/24, 6to4 relays
        (0xc0a8_0000, 16, .privateNetwork),  // 192.168.0.0/16
        (0xc612_0000, 15, .reserved),  // 198.18.0.0/15
        (0xc633_6400, 24, .reserved),  // 198.51.100.0/24
        (0xcb00_7100, 24, .reserved),  // 203.0.113.0/24
        (0xe000_0000, 4, .multicast),  // 224.0.0.0/4
        (0xf000_0000, 4, .reserved),  // 240.0.0.0/4 and broadcast
    ]

    private static let v6Ranges: [(prefix: UInt64, bits: UInt64, kind: AddressKind)] = [
        (0x0000_0000_0000_0000, 64, .embedded),  // ::, compatible and mapped addresses
        (0x0064_ff9b_0000_0000, 32, .embedded),  // NAT64: 64:ff9b::/96 and 64:ff9b:1::/48
        (0x0100_0000_0000_0000, 64, .reserved),  // 100::/64, discard
        (0x2001_0000_0000_0000, 32, .embedded),  // Teredo
        (0x2001_0000_0000_0000, 23, .reserved),  // 2001::/23, protocol assignments
        (0x2001_0db8_0000_0000, 32, .reserved),  // documentation
        (0x2002_0000_0000_0000, 16, .embedded),  // 6to4
        (0x3fff_0000_0000_0000, 20, .reserved),  // documentation
        (0xfc00_0000_0000_0000, 7, .privateNetwork),  // unique local
        (0xfe80_0000_0000_0000, 10, .linkLocal),
        (0xfec0_0000_0000_0000, 10, .privateNetwork),  // site-local, of old
        (0xff00_0000_0000_0000, 8, .multicast),
    ]
}
