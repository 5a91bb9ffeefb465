import Vocabulary

/// One request to a provider, with the rules for sending it.
package struct TransportRequest: Sendable {
    /// The method, upper-case letters.
    package var method: String
    /// An absolute `https` (or, where allowed, `http`) URL without user information or fragment.
    package var url: String
    /// Header fields in order. Names are tokens, values visible ASCII, spaces and tabs. The fields
    /// that frame a message (`Host`, `Content-Length`, `Connection` …) are the transport's own.
    package var headers: [(name: String, value: String)]
    /// The one header that carries the provider's key.
    package var secretHeader: SecretHeader?
    /// The body, sent without a copy of it being kept.
    package var body: [UInt8]
    /// How long each part may take.
    package var deadlines: Deadlines
    /// How much may come back.
    package var limits: TransportLimits
    /// Which addresses may be connected to.
    package var addressRule: AddressRule
    /// Addresses never connected to, whatever the rule says: our own listeners.
    package var forbiddenAddresses: [SocketAddress]
    /// Whether an `http:` URL is accepted.
    package var allowHTTP: Bool
    /// Whether HTTP/2 may be negotiated over TLS, so that many exchanges share one connection.
    ///
    /// Off unless asked for, for three reasons seen with libcurl 7.88: a server that closes a
    /// shared connection with requests on the way (nginx does after `keepalive_requests`) costs
    /// those requests, because whether they were looked at can't be told; a paused stream may hold
    /// up the others of its connection; the library below keeps copies of the secret header.
    package var allowHTTP2: Bool
    /// The proxy's URL (`http://host:port`), from the upstream's own setting; never from the
    /// environment. The address rule then holds for a literal address in `url`; the proxy's own
    /// address is the operator's choice. Not to be combined with `.thisHostOnly`.
    package var proxy: String?
    /// The path of a Unix-domain socket to connect to instead of the URL's host.
    package var unixSocket: String?

    package init(
        method: String = "POST", url: String, headers: [(name: String, value: String)] = [],
        secretHeader: SecretHeader? = nil, body: [UInt8] = [], deadlines: Deadlines = Deadlines(),
        limits: TransportLimits = TransportLimits(), addressRule: AddressRule = .publicOnly,
        forbiddenAddresses: [SocketAddress] = [], allowHTTP: Bool = false,
        allowHTTP2: Bool = false, proxy: String? = nil, unixSocket: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.secretHeader = secretHeader
        self.body = body
        self.deadlines = deadlines
        self.limits = limits
        self.addressRule = addressRule
        self.forbiddenAddresses = forbiddenAddresses
        self.allowHTTP = allowHTTP
        self.allowHTTP2 = allowHTTP2
        self.proxy = proxy
        self.unixSocket = unixSocket
    }
}

/// A header field whose value must not be left lying about in memory.
///
/// Its line exists in one block of our own, wiped as soon as the reply's head is in or the
/// exchange is over, and in libcurl's send buffer, wiped when freed. With HTTP/2 the library below
/// libcurl makes copies of its own that aren't wiped.
package struct SecretHeader: Sendable {
    /// The field's name, a token such as `Authorization` or `x-api-key`.
    package let name: String
    /// What comes before the secret, for example `Bearer ` with its space, or nothing.
    package let prefix: String
    /// The secret itself: visible ASCII.
    package let secret: any SecretBytes

    package init(name: String, prefix: String = "", secret: any SecretBytes) {
        self.name = name
        self.prefix = prefix
        self.secret = secret
    }
}
