import Glibc

/// The host's log, through syslog's socket (RFC 3164), which takes a datagram for a line.
package enum SystemLog {
    /// The place every host has it.
    private static let path = "/dev/log"
    /// Linux's `SOCK_DGRAM`, which a build with a static standard library doesn't find in Glibc.
    private static let datagram: Int32 = 2

    /// One line of priority notice from a daemon; lost where nobody takes it.
    package static func tell(_ line: String) {
        let handle = socket(AF_UNIX, datagram, 0)
        guard handle >= 0 else { return }
        defer { _ = close(handle) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            unsafe target.copyBytes(from: Array(path.utf8))
        }
        // <29> is facility daemon (3), severity notice (5).
        let bytes = Array("<29>\(line)".utf8)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe sendto(
                    handle, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
