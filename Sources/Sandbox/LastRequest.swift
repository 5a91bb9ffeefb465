import NIOHTTP1
import Synchronization
import Wire

/// The last request that came for a provider's path, and how many came, so that tests can see what reached it.
final class LastRequest: Sendable {
    private let request = Mutex<IncomingRequest?>(nil)
    private let counted = Mutex<Int64>(0)

    /// Keeps a request instead of the one before.
    func keep(_ newest: IncomingRequest) {
        request.withLock { $0 = newest }
        counted.withLock { $0 += 1 }
    }

    /// How many requests came for a provider's paths, of whatever kind and outcome.
    var count: Int64 { counted.withLock { $0 } }

    /// Its body, byte for byte; `nil` before the first request.
    var body: [UInt8]? { request.withLock { $0?.body } }

    /// The request as JSON, credentials masked; `nil` before the first one.
    var json: [UInt8]? {
        guard let request = request.withLock({ $0 }) else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("method")
        writer.string(request.method)
        writer.key("path")
        writer.string(request.path)
        writer.key("query")
        writer.string(Self.masked(query: request.query))
        writer.key("headers")
        writer.beginArray()
        for (name, value) in request.headers {
            writer.beginArray()
            writer.string(name.lowercased())
            writer.string(Self.masked(name: name.lowercased(), value))
            writer.endArray()
        }
        writer.endArray()
        writer.key("body_bytes")
        writer.integer(Int64(request.body.count))
        writer.key("body")
        writer.string(String(decoding: request.body, as: UTF8.self))
        writer.endObject()
        return writer.bytes
    }

    private static func masked(query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            pair.hasPrefix("key=") ? "key=****\(pair.dropFirst(4).suffix(4))" : String(pair)
        }.joined(separator: "&")
    }

    private static func masked(name: String, _ value: String) -> String {
        guard ["authorization", "x-api-key", "x-goog-api-key", "cookie"].contains(name) else {
            return value
        }
        let scheme = value.lowercased().hasPrefix("bearer ") ? "\(value.prefix(7))" : ""
        return "\(scheme)****\(value.suffix(4))"
    }
}
