import Gateway
import NIOHTTP1

/// What is wrong with a request's head, before anybody asks who sent it.
enum HeadFault {
    /// A parser's refusal; `nil` for an error of the connection.
    static func fault(_ error: any Error) -> RoadFault? {
        guard let error = error as? HTTPParserError else { return nil }
        if error == .headerOverflow {
            return RoadFault(
                .headersTooLarge, .client,
                "The header is too large. Send at most 100 fields, 8 KiB each and 32 KiB together.")
        }
        return RoadFault(.malformedRequest, .client, "The request isn't proper HTTP/1.1.")
    }

    /// A head that parses but must not be served.
    ///
    /// - Parameter mayChunk: Its version knows chunks; one that has them all the same is framed in doubt (RFC 9112 6.1).
    static func fault(_ head: RequestHead, mayChunk: Bool) -> RoadFault? {
        var (lengths, codings, hosts) = (0, 0, 0)
        for (name, value) in head.fields {
            switch name {
            case "content-length": lengths += 1
            case "transfer-encoding":
                codings += 1
                if value.lowercased() != "chunked" {
                    return malformed("Its Transfer-Encoding isn't chunked.")
                }
                if !mayChunk { return malformed("HTTP/1.0 knows no chunks.") }
            case "host": hosts += 1
            default: break
            }
            if value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 >= 0x7f }) {
                return malformed("A header field holds characters outside visible ASCII.")
            }
        }
        if lengths + codings > 1 {
            return malformed("It frames its body twice. Send one Content-Length or chunks.")
        }
        return hosts > 1 ? malformed("It has two Host fields.") : nil
    }

    private static func malformed(_ what: String) -> RoadFault {
        RoadFault(.malformedRequest, .client, "The request isn't proper HTTP/1.1. \(what)")
    }
}

extension RequestHead {
    /// NIO's head in the road's form.
    init(_ head: HTTPRequestHead, peer: Peer) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            fields: head.headers.map { (Self.lowercased($0.name), $0.value) }, peer: peer)
    }

    private static func lowercased(_ name: String) -> String {
        let isLower = !name.utf8.contains { $0 >= 0x41 && $0 <= 0x5a }
        return isLower ? name : name.lowercased()
    }
}
