import Glibc

/// This host's own addresses.
enum HostInterfaces {
    /// The addresses of all interfaces that are up right now; empty when the system won't say.
    static func addresses() -> Set<IPAddress> {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return [] }
        defer { unsafe freeifaddrs(list) }
        var found: Set<IPAddress> = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe current.pointee.ifa_addr,
                let own = unsafe IPAddress.read(address)
            {
                found.insert(own.address)
            }
            unsafe entry = current.pointee.ifa_next
        }
        return found
    }
}
