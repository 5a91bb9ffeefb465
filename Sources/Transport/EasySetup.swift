import CCurl

/// Sets a libcurl easy handle up for one exchange; every return code is checked.
@safe struct EasySetup {
    private let easy: UnsafeMutableRawPointer
    private var code = CURLE_OK

    /// Applies everything an exchange needs to a fresh (or reset) handle.
    ///
    /// The exchange must outlive the transfer: libcurl keeps pointers to it, to its header lines
    /// and to its body.
    ///
    /// - Throws: `.badURL` or `.other`.
    static func apply(
        _ exchange: Exchange, to easy: UnsafeMutableRawPointer, caBundlePath: String?
    ) throws(TransportFault) {
        let request = exchange.request
        var setup = unsafe EasySetup(easy: easy)
        setup.set(CURLOPT_URL, request.url)
        guard setup.code == CURLE_OK else { throw TransportFault(.badURL) }
        setup.pin(request, caBundlePath: caBundlePath)
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

    /// Where libcurl calls back.
    private mutating func connect(_ exchange: Exchange) {
        let context = unsafe UnsafeRawPointer(Unmanaged.passUnretained(exchange).toOpaque())
        unsafe set(CURLOPT_PRIVATE, context)
        keep(unsafe ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, exchangeBodyCame))
        unsafe set(CURLOPT_WRITEDATA, context)
        keep(unsafe ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, exchangeHeadLineCame))
        unsafe set(CURLOPT_HEADERDATA, context)
        keep(unsafe ccurl_set_open_socket(easy, exchangeOpensSocket))
        unsafe set(CURLOPT_OPENSOCKETDATA, context)
        keep(unsafe ccurl_set_before_request(easy, exchangeIsConnected))
        unsafe set(CURLOPT_PREREQDATA, context)
        unsafe set(CURLOPT_HTTPHEADER, exchange.headerLines?.first)
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
