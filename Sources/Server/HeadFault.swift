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
    static func fault(_ head: HTTPRequestHead, bodyBytesMax: Int) -> RoadFault? {
        let lengths = head.headers["content-length"]
        let codings = head.headers["transfer-encoding"]
        if lengths.count > 1 || codings.count > 1 || (!lengths.isEmpty && !codings.isEmpty) {
            return malformed("It frames its body twice. Send one Content-Length or chunks.")
        }
        if let coding = codings.first, coding.lowercased() != "chunked" {
            return malformed("Its Transfer-Encoding isn't chunked.")
        }
        if head.headers["host"].count > 1 { return malformed("It has two Host fields.") }
        for (_, value) in head.headers
        where value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 >= 0x7f }) {
            return malformed("A header field holds characters outside visible ASCII.")
        }
        return nil
    }

    private static func malformed(_ what: String) -> RoadFault {
        RoadFault(.malformedRequest, .client, "The request isn't proper HTTP/1.1. \(what)")
    }
}

extension RequestHead {
    /// NIO's head in the road's form.
    init(_ head: HTTPRequestHead, peer: String) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            fields: head.headers.map { ($0.name.lowercased(), $0.value) }, peer: peer)
    }
}
