import CCurl
import Vocabulary

extension TransportRequest {
    /// Refuses what must never reach a wire.
    ///
    /// - Throws: `.badURL` or `.badRequest`, or `.addressForbidden` for a literal address behind a
    ///   proxy.
    func check() throws(TransportFault) {
        try checkURL()
        guard !method.isEmpty, method.utf8.allSatisfy(FieldText.isToken), method.utf8.count <= 32
        else { throw TransportFault(.badRequest) }
        for field in headers {
            guard FieldText.isName(field.name), FieldText.isValue(field.value),
                !FieldText.isReserved(field.name)
            else { throw TransportFault(.badRequest) }
        }
        if let secretHeader { try check(secretHeader) }
        if let unixSocket {
            // The length of sockaddr_un.sun_path, less its final zero.
            guard (1...107).contains(unixSocket.utf8.count), !unixSocket.utf8.contains(0)
            else { throw TransportFault(.badRequest) }
        }
        if let proxy {
            guard addressRule != .thisHostOnly, unixSocket == nil,
                proxy.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
                proxy.hasPrefix("http://") || proxy.hasPrefix("https://")
            else { throw TransportFault(.badRequest) }
            try checkLiteralHost()
        }
    }

    private func check(_ secretHeader: SecretHeader) throws(TransportFault) {
        guard FieldText.isName(secretHeader.name), FieldText.isValue(secretHeader.prefix),
            !FieldText.isReserved(secretHeader.name), secretHeader.secret.count > 0
        else { throw TransportFault(.badRequest) }
        let isClean = secretHeader.secret.withBytes { bytes in
            bytes.byteOffsets.allSatisfy {
                let byte = unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
                return byte > 0x20 && byte < 0x7f
            }
        }
        guard isClean else { throw TransportFault(.badRequest) }
    }

    /// Scheme, visible ASCII only, no user information, no fragment, no backslash; libcurl's own
    /// parser has the last word on the rest.
    private func checkURL() throws(TransportFault) {
        let fault = TransportFault(.badURL)
        let bytes = url.utf8
        guard bytes.count <= 8_192 else { throw fault }
        let schemeLength: Int
        if url.hasPrefix("https://") {
            schemeLength = 8
        } else if allowHTTP && url.hasPrefix("http://") {
            schemeLength = 7
        } else {
            throw fault
        }
        var isAuthority = true
        var hostBytes = 0
        for byte in bytes.dropFirst(schemeLength) {
            guard byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "#")
            else { throw fault }
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") { isAuthority = false }
            guard isAuthority else { continue }
            if byte == UInt8(ascii: "@") { throw fault }
            hostBytes += 1
        }
        guard hostBytes > 0 else { throw fault }
    }

    /// Behind a proxy we don't see the address connected to, so a literal one is judged here.
    private func checkLiteralHost() throws(TransportFault) {
        guard let parsed = unsafe curl_url() else { throw TransportFault(.other) }
        defer { unsafe curl_url_cleanup(parsed) }
        guard unsafe curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK else {
            throw TransportFault(.badURL)
        }
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(parsed, CURLUPART_HOST, &text, 0) == CURLUE_OK,
            let text = unsafe text
        else { throw TransportFault(.badURL) }
        defer { unsafe curl_free(text) }
        let host = unsafe String(cString: text)
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let name = bare.lowercased()
        if addressRule == .publicOnly && (name == "localhost" || name.hasSuffix(".localhost")) {
            throw TransportFault(.addressForbidden)
        }
        guard let address = IPAddress(String(bare.prefix { $0 != "%" })) else { return }
        let peer = SocketAddress(address: address, port: 0)
        guard addressRule.verdict(on: peer, forbidden: [], own: { [] }) == .allowed else {
            throw TransportFault(.addressForbidden)
        }
    }
}
