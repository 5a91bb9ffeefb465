import CCurl
import Glibc

/// One libcurl multi handle: a pool of connections for one address rule.
///
/// Exchanges of different rules never share a connection, so a connection that one rule allowed
/// can't be reused by a stricter one. When a lane is full the loop opens another of the same rule,
/// because libcurl looks through all connections to a host for one that is free: beside 1,000
/// streams of one host in one lane a small exchange costs twice as much.
@safe final class Lane {
    /// How many exchanges a lane carries before another is opened.
    static let exchangesMax = 256
    /// Nanoseconds after which a lane without exchanges is closed, unless it is its rule's first;
    /// its connections are too old to be used again by then.
    static let idleNanoseconds: UInt64 = 60_000_000_000

    /// Which exchanges may go here.
    let rule: AddressRule
    /// How many exchanges are here now.
    var exchanges = 0
    /// When the last exchange left.
    var idleSince: UInt64 = 0
    /// libcurl's handle.
    let multi: UnsafeMutableRawPointer
    /// When libcurl wants to be called though no socket is ready; nanoseconds, nil for never.
    var timerDue: UInt64?
    /// The descriptor of the loop's epoll set.
    let pollDescriptor: Int32
    /// This lane's number, part of what epoll gives back.
    let number: Int
    private unowned let loop: TransferLoop

    /// - Parameter connectionsMax: How many connections, busy and idle, are kept at most; libcurl
    ///   closes idle ones beyond.
    init(
        number: Int, rule: AddressRule, loop: TransferLoop, pollDescriptor: Int32,
        connectionsMax: Int
    )
        throws(TransportFault)
    {
        guard let multi = unsafe curl_multi_init() else { throw TransportFault(.other) }
        unsafe self.multi = unsafe multi
        self.number = number
        self.rule = rule
        self.loop = loop
        self.pollDescriptor = pollDescriptor
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let codes = unsafe [
            ccurl_multi_set_socket(multi, laneSocketChanged, context),
            ccurl_multi_set_timer(multi, laneTimerChanged, context),
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsMax),
            ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
        ]
        guard codes.allSatisfy({ $0 == CURLM_OK }) else { throw TransportFault(.other) }
    }

    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    /// A socket is ready.
    func act(on descriptor: Int32, events: UInt32) {
        var flags: Int32 = 0
        if events & EPOLLIN.rawValue != 0 { flags |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
            flags |= CURL_CSELECT_ERR | CURL_CSELECT_IN
        }
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, descriptor, flags, &running)
    }

    /// Calls libcurl when its timer is due.
    ///
    /// - Returns: Whether it was.
    func actOnTimer(at now: UInt64) -> Bool {
        guard let due = timerDue, due <= now else { return false }
        timerDue = nil
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        return true
    }

    /// The next finished transfer and its result.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle
            else { continue }
            return unsafe (easy, ccurl_message_result(message))
        }
        return nil
    }

    /// libcurl wants to hear of other events on a socket.
    func watch(_ descriptor: Int32, what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            var unused = unsafe epoll_event()
            // The descriptor may be closed already, which took it out of the set.
            unsafe epoll_ctl(pollDescriptor, EPOLL_CTL_DEL, descriptor, &unused)
            return
        }
        var event = unsafe epoll_event()
        if what & CURL_POLL_IN != 0 { unsafe event.events |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { unsafe event.events |= EPOLLOUT.rawValue }
        unsafe event.data.u64 = UInt64(number) << 32 | UInt64(UInt32(bitPattern: descriptor))
        if unsafe epoll_ctl(pollDescriptor, EPOLL_CTL_ADD, descriptor, &event) != 0, errno == EEXIST
        {
            unsafe epoll_ctl(pollDescriptor, EPOLL_CTL_MOD, descriptor, &event)
        }
    }

    /// libcurl wants to be called after so many milliseconds; -1 for never.
    func setTimer(milliseconds: Int) {
        timerDue = milliseconds < 0 ? nil : loop.now + UInt64(milliseconds) * 1_000_000
    }
}

private func laneSocketChanged(
    easy: UnsafeMutableRawPointer?, descriptor: curl_socket_t, what: Int32,
    context: UnsafeMutableRawPointer?, socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return -1 }
    unsafe Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue().watch(descriptor, what: what)
    return 0
}

private func laneTimerChanged(
    multi: UnsafeMutableRawPointer?, milliseconds: Int, context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return -1 }
    unsafe Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue().setTimer(
        milliseconds: milliseconds)
    return 0
}
