import CCurl
import Glibc
import Synchronization

// libcurl's calls back into an exchange, all on the loop's thread. They don't throw, nor block.

/// A part of the body has come: CURLOPT_WRITEFUNCTION.
func exchangeBodyCame(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return unsafe exchange.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// A line of the head has come: CURLOPT_HEADERFUNCTION.
func exchangeHeadLineCame(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return unsafe exchange.takeHeadLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// An address is about to be connected to: CURLOPT_OPENSOCKETFUNCTION.
func exchangeOpensSocket(
    context: UnsafeMutableRawPointer?, purpose: curlsocktype,
    address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context = unsafe context, let address = unsafe address else { return -1 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    guard unsafe exchange.mayConnect(to: &address.pointee.addr) else {
        exchange.hasRefusedAddress = true
        return -1
    }
    return unsafe socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
        address.pointee.protocol)
}

/// A connection is ready and the request is about to be written: CURLOPT_PREREQFUNCTION.
func exchangeIsConnected(
    context: UnsafeMutableRawPointer?, peer: UnsafeMutablePointer<CChar>?,
    own: UnsafeMutablePointer<CChar>?, peerPort: Int32, ownPort: Int32
) -> Int32 {
    guard let context = unsafe context else { return CURL_PREREQFUNC_ABORT }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.connected() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

extension Exchange {
    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        // The mailbox can only have become emptier since it was last looked at.
        var unread = unreadMax + fresh.count
        if unread >= Backlog.highMark {
            unreadMax = mailbox.withLock { $0.unread }
            unread = unreadMax + fresh.count
        }
        loop.touch(self)
        switch phases.body(count: bytes.count, unread: unread, at: loop.now) {
        case .proceed, .deliverHead:
            unsafe fresh.append(contentsOf: bytes)
            return bytes.count
        case .pause:
            hasJustPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        case .abort(let code):
            verdict = code
            return 0
        }
    }

    fileprivate func takeHeadLine(_ line: UnsafeRawBufferPointer) -> Int {
        switch phases.headLine(unsafe line.bytes, at: loop.now) {
        case .proceed, .pause:
            return line.count
        case .deliverHead:
            headIsIn()
            return line.count
        case .abort(let code):
            verdict = code
            return 0
        }
    }

    private func headIsIn() {
        loop.touch(self)
        loop.deadlineMayBeSooner(phases.nextDeadline)
        let head = phases.head
        let startedAt = phases.startedAt
        let timing = TransportTiming(
            connectedNanoseconds: phases.connectedAt - startedAt,
            firstByteNanoseconds: phases.headAt - startedAt,
            isConnectionReused: information(CURLINFO_NUM_CONNECTS) == 0)
        start = ReplyStart(status: head.status, headers: head.fields, timing: timing)
        guard let easy = unsafe easy else { return }
        if !head.mayKeepConnection { unsafe ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1) }
        // From the first byte of a reply on libcurl doesn't start over, so it doesn't need the
        // lines again: the secret goes now, not at the end of a long stream.
        if unsafe ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, nil) == CURLE_OK { headerLines = nil }
        guard mayHaveBeenSent else { return }
        unsafe EasySetup.forgetSent(easy)
        // Thousands of long streams needn't each keep what was asked.
        if !request.body.isEmpty,
            unsafe ccurl_set_pointer(easy, CURLOPT_POSTFIELDS, nil) == CURLE_OK
        {
            sentBodyBytes = request.body.count
            request.body = []
        }
    }

    fileprivate func mayConnect(to address: UnsafePointer<sockaddr>) -> Bool {
        guard let peer = unsafe IPAddress.read(address) else {
            return unsafe request.unixSocket != nil && Int32(address.pointee.sa_family) == AF_UNIX
        }
        guard request.unixSocket == nil else { return false }
        // Behind a proxy this is the proxy's address, which the operator has chosen; the target
        // was looked at by `TransportRequest.check`.
        let rule = request.proxy == nil ? request.addressRule : .allowPrivate
        return rule.verdict(
            on: peer, forbidden: request.forbiddenAddresses, own: HostInterfaces.addresses)
            == .allowed
    }

    fileprivate func connected() -> Bool {
        let action = phases.connected(at: loop.now)
        loop.deadlineMayBeSooner(phases.nextDeadline)
        guard case .abort(let code) = action else { return true }
        verdict = code
        return false
    }

    /// Whether the whole request has been handed to the system for sending.
    var mayHaveBeenSent: Bool {
        // libcurl forgets what it had sent when it starts over.
        if phases.isResendRefused { return true }
        guard phases.connectedAt != 0, let easy = unsafe easy else { return false }
        var uploaded: curl_off_t = 0
        unsafe ccurl_get_size(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded)
        return information(CURLINFO_REQUEST_SIZE) > 0
            && Int(uploaded) >= max(sentBodyBytes, request.body.count)
    }

    private func information(_ info: CURLINFO) -> Int {
        guard let easy = unsafe easy else { return 0 }
        var value = 0
        unsafe ccurl_get_long(easy, info, &value)
        return value
    }
}
