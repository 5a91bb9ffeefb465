import GRDB
import Keyring
import Vocabulary

/// An upstream as answers show it.
package struct UpstreamEntry: Codable, Sendable {
    package let name: String
    package let dialect: String
    package let url: String
    /// Does it run on this host, so that calls never leave the machine?
    package let onDevice: Bool
    package let allowPrivate: Bool
    package let allowHTTP: Bool
    /// How many of its keys aren't revoked.
    package let keys: Int
    package let createdAt: String

    init(_ upstream: Upstream, in database: Database) throws {
        name = upstream.name
        dialect = upstream.dialect.rawValue
        url = upstream.url.text
        onDevice = upstream.isOnDevice
        allowPrivate = upstream.mayBePrivate
        allowHTTP = upstream.mayBeHTTP
        keys = try KeyStore.list(upstream: upstream.name, in: database).count {
            $0.state != .revoked
        }
        createdAt = upstream.createdAt.text
    }
}
