import NIOHTTP1

/// A request, read to its end.
struct IncomingRequest: Sendable {
    /// The method in capitals.
    let method: String
    /// The path as it came, without the query.
    let path: String
    /// The query as it came, without its question mark; empty when there is none.
    let query: String
    /// The headers as they came.
    let headers: HTTPHeaders
    /// The whole body.
    let body: [UInt8]
    /// Whether the answer must be the last one on the connection.
    let isLast: Bool
    /// Whether the client knows chunks.
    let knowsChunks: Bool

    /// A request of a head and a body.
    init(_ head: HTTPRequestHead, body: [UInt8]) {
        method = head.method.rawValue
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = parts.count > 1 ? String(parts[1]) : ""
        headers = head.headers
        self.body = body
        isLast = !head.isKeepAlive
        knowsChunks = head.version.major == 1 && head.version.minor >= 1
    }

    /// The credential, from wherever clients put it; `nil` when there is none or it is empty.
    var credential: Credential? {
        for value in headers["authorization"] {
            let parts = value.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "bearer" {
                return Credential(String(parts[1]))
            }
        }
        for name in ["x-api-key", "x-goog-api-key"] {
            if let credential = Credential(headers.first(name: name)) { return credential }
        }
        return Credential(value("key"))
    }

    /// A value in the query, decoded.
    func value(_ key: String) -> String? {
        for pair in query.split(separator: "&") where pair.hasPrefix("\(key)=") {
            return PercentText.decoded(pair.dropFirst(key.count + 1))
        }
        return nil
    }

    /// A number in the query.
    func number(_ key: String) -> Int64? { value(key).flatMap { Int64($0) } }
}
