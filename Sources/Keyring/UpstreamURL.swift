/// The base URL of an upstream, as the provider's own SDK takes it, without a slash at its end.
package struct UpstreamURL: Hashable, Sendable, CustomStringConvertible {
    /// The URL, scheme and host in lower case.
    package let text: String
    /// Is it plain http?
    package let isHTTP: Bool
    /// The host in lower case, an IPv6 address without its brackets.
    package let host: String

    package var description: String { text }

    /// Reads scheme, host, port and path.
    ///
    /// - Throws: `.badURL` for another scheme than http and https, a user, query or fragment, a
    ///   missing host, characters outside printable ASCII, or more than 2,048 bytes.
    package init(_ text: String) throws(KeyringFault) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            !text.utf8.contains(where: { "\\\"<>^`{|}@?#".utf8.contains($0) })
        else { throw Self.bad("has characters that don't belong in a base URL") }
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw Self.bad("begins with neither https:// nor http://")
        }
        isHTTP = lower.hasPrefix("http://")
        let scheme = isHTTP ? "http://" : "https://"
        let rest = text.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != "/" }
        guard let host = Self.host(authority.lowercased()) else {
            throw Self.bad("has no valid host and port")
        }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        guard
            !path.split(separator: "/").contains(where: {
                $0 == "." || $0 == ".." || $0.contains("%")
            })
        else {
            throw Self.bad("has a path with dots or escapes")
        }
        self.host = host
        self.text = scheme + authority.lowercased() + path
    }

    /// Is the host certainly this machine: `localhost`, 127.0.0.0/8 or ::1? Other names for it are
    /// told at connect.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The URL of a path below the base; the path begins with a slash.
    package func appending(_ path: String) -> String { text + path }

    private static func host(_ authority: String) -> String? {
        var host = authority[...]
        var port: Substring?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let after = host[host.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
            host = host[host.index(after: host.startIndex)..<end]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
        } else {
            let parts = host.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            port = parts.count == 2 ? parts[1] : nil
            host = parts[0]
            let isName = host.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
                    || "-._".utf8.contains(byte)
            }
            guard isName, !host.hasPrefix("."), !host.contains("..") else { return nil }
        }
        if let port {
            let isNumber =
                (1...5).contains(port.utf8.count)
                && port.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isNumber, let number = Int(port), (1...65535).contains(number) else { return nil }
        }
        return host.isEmpty || host.utf8.count > 253 ? nil : String(host)
    }

    private static func bad(_ why: String) -> KeyringFault {
        // The URL itself may hold a password and is not repeated.
        KeyringFault(.badURL, "The URL \(why). Give one such as https://api.openai.com/v1.")
    }
}
