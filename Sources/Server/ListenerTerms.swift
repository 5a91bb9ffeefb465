import NIOSSL
import Synchronization

/// What new connections are held to; an operator may change it while others go on.
package final class ListenerTerms: Sendable {
    /// One set of terms, checked.
    package struct Terms: Sendable {
        /// Bounds of a connection.
        var limits: DataListener.Limits
        /// The certificate to serve with; `nil` serves plain HTTP.
        var tls: NIOSSLContext?
        /// How long calls under way may go on when the listener ends, in milliseconds.
        var drainMilliseconds: Int64
    }

    private let terms: Mutex<Terms>

    init(_ terms: Terms) { self.terms = Mutex(terms) }

    /// The terms of this moment.
    var current: Terms { terms.withLock { $0 } }

    /// Connections that come from now on are held to others.
    func adopt(_ new: Terms) { terms.withLock { $0 = new } }
}
