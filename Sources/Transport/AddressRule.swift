/// Which addresses an exchange may connect to.
///
/// Asked for the resolved address, at the moment a socket is opened, so no spelling of a host and
/// no change of its name's address gets round it.
package enum AddressRule: Int, CaseIterable, Sendable {
    /// Addresses of the public Internet and nothing else.
    case publicOnly = 0
    /// The public Internet, private networks (RFC 1918, RFC 6598, RFC 4193) and loopback; never
    /// link-local (cloud metadata) or any other special address.
    case allowPrivate = 1
    /// Loopback and the addresses of this host's own interfaces.
    case thisHostOnly = 2

    /// Whether a connection may be made, and if not, why.
    ///
    /// - Parameters:
    ///   - peer: Where the connection would go.
    ///   - forbidden: Our own listeners; one on the "any" address covers all of this host.
    ///   - own: The addresses of this host's interfaces; asked for only when they matter.
    func verdict(
        on peer: SocketAddress, forbidden: [SocketAddress], own: () -> Set<IPAddress>
    ) -> AddressVerdict {
        let address = peer.address.unmapped
        for listener in forbidden where listener.port == peer.port {
            if listener.address.unmapped == address { return .refused(.ownListener) }
            if listener.address.isWildcard
                && (address.isLoopback || address.isWildcard || own().contains(address))
            {
                return .refused(.ownListener)
            }
        }
        switch self {
        case .publicOnly:
            let kind = AddressKind(peer.address)
            return kind == .global ? .allowed : .refused(kind)
        case .allowPrivate:
            let kind = AddressKind(peer.address)
            switch kind {
            case .global, .privateNetwork, .sharedNetwork, .loopback: return .allowed
            default: return .refused(kind)
            }
        case .thisHostOnly:
            if peer.address.isLoopback || own().contains(peer.address) { return .allowed }
            return .refused(AddressKind(peer.address))
        }
    }
}

/// The answer of an address rule.
enum AddressVerdict: Equatable, Sendable {
    /// Connect.
    case allowed
    /// Don't; the kind of address is the reason.
    case refused(AddressKind)
}
