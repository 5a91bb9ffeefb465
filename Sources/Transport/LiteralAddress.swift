extension AddressRule {
    /// May a URL's host be connected to, as far as its text tells?
    ///
    /// - Parameter host: A name, or an address without brackets.
    /// - Returns: `nil` for a name, whose address is only known when it is connected to.
    package func admits(literal host: String) -> Bool? {
        guard let address = IPAddress(host == "localhost" ? "127.0.0.1" : host) else { return nil }
        let peer = SocketAddress(address: address, port: 0)
        return verdict(on: peer, forbidden: [], own: HostInterfaces.addresses) == .allowed
    }
}
