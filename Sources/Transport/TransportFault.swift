/// Why an exchange with a provider did not come to its clean end.
package struct TransportFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of failure; the set is closed.
    package enum Code: String, CaseIterable, Sendable {
        /// No connection could be made.
        case connect
        /// The host's name has no address.
        case resolve
        /// The address the name led to is not one the request's rule accepts.
        case addressForbidden = "address forbidden"
        /// The TLS handshake failed or the certificate isn't the host's.
        case tls
        /// No connection, TLS included, within `Deadlines.connectMilliseconds`.
        case connectDeadline = "connect deadline"
        /// No final head within `Deadlines.firstByteMilliseconds` of being connected.
        case firstByteDeadline = "first byte deadline"
        /// No byte of the body for `Deadlines.idleMilliseconds` although we were reading.
        case idleDeadline = "idle deadline"
        /// Not over after `Deadlines.totalMilliseconds`.
        case totalDeadline = "total deadline"
        /// The head (interim heads and trailers count) is larger than the limits allow.
        case headTooLarge = "head too large"
        /// The body is larger than `TransportLimits.bodyBytesMax`.
        case bodyTooLarge = "body too large"
        /// The connection was closed before the announced end of the body.
        case truncated
        /// The connection was reset or closed before an answer, or while it was written to.
        case reset
        /// What came isn't HTTP as we accept it.
        case protocolViolation = "protocol violation"
        /// The caller gave up.
        case cancelled
        /// The transport was shut down.
        case shutDown = "shut down"
        /// The URL is not one we send to (scheme, shape, user information).
        case badURL = "bad URL"
        /// A method, header, secret or option of the request is not acceptable.
        case badRequest = "bad request"
        /// Anything else; `curlCode` says more.
        case other
    }

    /// What went wrong.
    package let code: Code
    /// Whether the provider may have received the whole request (and so have worked and charged).
    /// When false it certainly has not, and the request can go to another key or provider.
    package let mayHaveBeenSent: Bool
    /// libcurl's own result code, for logs; 0 when the verdict was ours.
    package let curlCode: Int32

    package init(_ code: Code, mayHaveBeenSent: Bool = false, curlCode: Int32 = 0) {
        self.code = code
        self.mayHaveBeenSent = mayHaveBeenSent
        self.curlCode = curlCode
    }

    package var description: String {
        let sent = mayHaveBeenSent ? "may have been sent" : "not sent"
        return curlCode == 0
            ? "\(code.rawValue) (\(sent))" : "\(code.rawValue) (\(sent), curl \(curlCode))"
    }
}
