import Policy
import Vocabulary

/// Stage 1, receive: a request's head, checked and routed; its body isn't read yet.
package struct ReceivedRequest: Sendable {
    /// The call's id, made on arrival.
    package let id: Identifier
    package let began: Timestamp
    package let beganNanoseconds: UInt64
    package let route: Route
    package let head: RequestHead

    /// Checks and routes a head.
    ///
    /// - Throws: `.routeUnknown`, `.methodNotAllowed`, `.malformedRequest`, `.unsupportedEncoding`.
    package init(head: RequestHead, clock: some Clock) throws(RoadFault) {
        began = clock.now
        beganNanoseconds = clock.monotonicNanoseconds
        id = Identifier(at: began)
        self.head = head
        route = try Route(head)
        if let encoding = head.field("content-encoding"), encoding.lowercased() != "identity" {
            throw RoadFault(
                .unsupportedEncoding, .client,
                "Content-Encoding isn't supported. Send the body as plain JSON.")
        }
    }
}

/// Where a connection comes from.
package struct Peer: Sendable {
    /// The address as text, without a port.
    package let text: String
    /// The same, to compare with networks; `nil` for what isn't an address.
    package let address: IPAddress?

    package init(_ text: String) {
        self.text = text
        address = IPAddress(text)
    }
}

/// A request's line and header fields, as they came in.
package struct RequestHead: Sendable {
    package let method: String
    /// The target's path, undecoded.
    package let path: String
    /// What follows the first `?`, undecoded.
    package let query: String?
    /// Names in lower case, in order; at most 100.
    package let fields: [(name: String, value: String)]
    package let peer: Peer

    package init(
        method: String, target: String, fields: [(name: String, value: String)], peer: Peer
    ) {
        self.method = method
        self.fields = fields
        self.peer = peer
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(target[..<mark])
            query = String(target[target.utf8.index(after: mark)...])
        } else {
            path = target
            query = nil
        }
    }

    /// The first field of that lower-case name.
    package func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All fields of that lower-case name.
    package func all(_ name: String) -> [String] {
        fields.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The values of a query's parameter, percent-decoding left out: credentials need none.
    func queryValues(_ name: String) -> [String] {
        (query ?? "").split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
    }
}
