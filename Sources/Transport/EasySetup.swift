import CCurl

/// Sets a libcurl easy handle up for one exchange; every return code is checked.
@safe struct EasySetup {
    private let easy: UnsafeMutableRawPointer
    private var code = CURLE_OK

    /// What a handle is set up for besides one exchange; exchanges alike in this may follow each
    /// other on a handle without its being set up anew, which costs as much as sending.
    struct Kind: Equatable {
        let method: String
        let allowHTTP: Bool
        let allowHTTP2: Bool
        let proxy: String?
        let unixSocket: String?

        init(_ request: TransportRequest) {
            method = request.method
            allowHTTP = request.allowHTTP
            allowHTTP2 = request.allowHTTP2
            proxy = request.proxy
            unixSocket = request.unixSocket
        }
    }

    /// Applies everything an exchange needs to a handle.
    ///
    /// The exchange must outlive the transfer: libcurl keeps pointers to it, to its header lines
    /// and to its body.
    ///
    /// - Parameter isSetUp: It served an exchange of the same kind, and `forget` took that one out.
    /// - Throws: `.badURL` or `.other`.
    static func apply(
        _ exchange: Exchange, to easy: UnsafeMutableRawPointer, isSetUp: Bool,
        caBundlePath: String?
    ) throws(TransportFault) {
        let request = exchange.request
        var setup = unsafe EasySetup(easy: easy)
        setup.set(CURLOPT_URL, request.url)
        guard setup.code == CURLE_OK else { throw TransportFault(.badURL) }
        if !isSetUp {
            setup.pin(request, caBundlePath: caBundlePath)
            setup.listen()
        }
        setup.connect(exchange)
        setup.fill(request)
        guard setup.code == CURLE_OK else {
            throw TransportFault(.other, curlCode: Int32(bitPattern: setup.code.rawValue))
        }
    }

    /// Has libcurl free, and so wipe, the buffer it has sent from: behind TLS it holds the head and
    /// its secret, and would stay for as long as the handle. Never while it is still sending.
    static func forgetSent(_ easy: UnsafeMutableRawPointer) {
        // Setting the size, even to what it was, makes it ask for a new buffer when it needs one.
        unsafe ccurl_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, sendBufferBytes)
    }

    /// Takes an exchange that has ended out of its handle; the rest stays as it was set up.
    static func forget(_ easy: UnsafeMutableRawPointer) -> Bool {
        unsafe forgetSent(easy)
        var setup = unsafe EasySetup(easy: easy)
        unsafe setup.point(nil)
        unsafe setup.set(CURLOPT_HTTPHEADER, nil)
        unsafe setup.set(CURLOPT_POSTFIELDS, nil)
        setup.set(CURLOPT_FORBID_REUSE, 0)
        return setup.code == CURLE_OK
    }

    private init(easy: UnsafeMutableRawPointer) {
        unsafe self.easy = unsafe easy
    }

    /// What may be spoken, and with whom. There is no switch for certificate checks.
    private mutating func pin(_ request: TransportRequest, caBundlePath: String?) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, request.allowHTTP ? "https,http" : "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // The empty string also shuts out proxies named by the environment.
        set(CURLOPT_PROXY, request.proxy ?? "")
        if request.proxy != nil { set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1) }
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caBundlePath { set(CURLOPT_CAINFO, caBundlePath) }
        set(
            CURLOPT_HTTP_VERSION,
            Int(request.allowHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        if let unixSocket = request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, unixSocket) }
        set(CURLOPT_MAXAGE_CONN, idleSecondsMax)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_UPLOAD_BUFFERSIZE, sendBufferBytes)
        // Otherwise giving up during a name look-up would block the loop until the look-up ends.
        set(CURLOPT_QUICK_EXIT, 1)
    }

    /// What libcurl calls back.
    private mutating func listen() {
        keep(unsafe ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, exchangeBodyCame))
        keep(unsafe ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, exchangeHeadLineCame))
        keep(unsafe ccurl_set_open_socket(easy, exchangeOpensSocket))
        keep(unsafe ccurl_set_before_request(easy, exchangeIsConnected))
    }

    /// For whom it calls back, and what it sends.
    private mutating func connect(_ exchange: Exchange) {
        unsafe point(UnsafeRawPointer(Unmanaged.passUnretained(exchange).toOpaque()))
        unsafe set(CURLOPT_HTTPHEADER, exchange.headerLines?.first)
    }

    private mutating func point(_ context: UnsafeRawPointer?) {
        unsafe set(CURLOPT_PRIVATE, context)
        unsafe set(CURLOPT_WRITEDATA, context)
        unsafe set(CURLOPT_HEADERDATA, context)
        unsafe set(CURLOPT_OPENSOCKETDATA, context)
        unsafe set(CURLOPT_PREREQDATA, context)
    }

    /// Method and body.
    private mutating func fill(_ request: TransportRequest) {
        switch request.method {
        case "GET" where request.body.isEmpty: set(CURLOPT_HTTPGET, 1)
        case "HEAD": set(CURLOPT_NOBODY, 1)
        default:
            if request.method != "POST" { set(CURLOPT_CUSTOMREQUEST, request.method) }
            set(CURLOPT_POST, 1)
            keep(
                unsafe ccurl_set_size(
                    easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
            // A native array's storage stays where it is while the exchange holds the array, which
            // it does, unchanged, until libcurl is done with it.
            unsafe request.body.withUnsafeBytes { body in
                unsafe set(CURLOPT_POSTFIELDS, body.baseAddress ?? emptyBody)
            }
        }
    }

    private mutating func set(_ option: CURLoption, _ value: Int) {
        keep(unsafe ccurl_set_long(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: String) {
        keep(unsafe ccurl_set_text(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        keep(unsafe ccurl_set_pointer(easy, option, value))
    }

    private mutating func keep(_ new: CURLcode) {
        if code == CURLE_OK { code = new }
    }
}

/// Seconds after which an idle connection isn't used again; servers rarely keep one for a minute.
private let idleSecondsMax = 50

/// One TLS record, the least libcurl takes.
private let sendBufferBytes = 16 << 10

/// Something for libcurl to point at when there is no body.
private nonisolated(unsafe) let emptyBody = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
