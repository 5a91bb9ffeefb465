import Glibc
import Synchronization

/// A server on loopback whose every connection is played by a closure on a thread of its own.
final class ScriptedServer: Sendable {
    /// What is played on one connection; the connection is closed when it returns.
    typealias Script = @Sendable (ScriptedConnection) -> Void

    let port: UInt16
    private let listener: Int32
    private let path: String?
    private let counters = Mutex((connections: 0, requests: 0, closed: 0))
    private let closings = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// Connections accepted so far.
    var connections: Int { counters.withLock { $0.connections } }
    /// Whole requests read so far.
    var requests: Int { counters.withLock { $0.requests } }
    /// A URL of this server.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Listens on a free port of 127.0.0.1.
    init(_ script: @escaping Script) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        precondition(bound && listen(listener, 1_024) == 0)
        port = UInt16(bigEndian: address.sin_port)
        path = nil
        accept(script)
    }

    /// Listens on a Unix-domain socket.
    init(path: String, _ script: @escaping Script) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let descriptor = listener
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        precondition(bound && listen(listener, 16) == 0)
        port = 0
        self.path = path
        accept(script)
    }

    deinit {
        // Ends the accepting thread, which closes the descriptor: nobody else may get its number
        // while that thread still uses it.
        shutdown(listener, Int32(SHUT_RDWR))
        if let path { unlink(path) }
    }

    /// Waits until every connection accepted so far has been closed, at least one.
    func allClosed() async {
        await withCheckedContinuation { waiter in
            closings.withLock { $0.append(waiter) }
            wakeIfClosed()
        }
    }

    private func wakeIfClosed() {
        guard counters.withLock({ $0.closed > 0 && $0.closed == $0.connections }) else { return }
        let waiters = closings.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    fileprivate func requestWasRead() { counters.withLock { $0.requests += 1 } }

    private func accept(_ script: @escaping Script) {
        let listener = self.listener
        startThread { [weak self] in
            while true {
                let descriptor = Glibc.accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    close(listener)
                    return
                }
                self?.counters.withLock { $0.connections += 1 }
                startThread { [weak self] in
                    let connection = ScriptedConnection(descriptor, server: self)
                    script(connection)
                    connection.close()
                    self?.counters.withLock { $0.closed += 1 }
                    self?.wakeIfClosed()
                }
            }
        }
    }
}

/// One accepted connection, for one thread.
final class ScriptedConnection {
    private var descriptor: Int32
    private weak var server: ScriptedServer?
    private var waiting: [UInt8] = []

    init(_ descriptor: Int32, server: ScriptedServer?) {
        self.descriptor = descriptor
        self.server = server
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    /// Reads a request with its body (`Content-Length` only); nil when the peer has closed.
    func readRequest() -> (head: String, body: [UInt8])? {
        var end = Self.headEnd(waiting)
        while end == nil {
            guard readMore() else { return nil }
            end = Self.headEnd(waiting)
        }
        let head = String(decoding: waiting[..<end!], as: UTF8.self)
        waiting.removeFirst(end!)
        var length = 0
        for line in head.split(separator: "\r\n")
        where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).filter { $0 != " " }) ?? 0
        }
        while waiting.count < length { guard readMore() else { return nil } }
        let body = Array(waiting[..<length])
        waiting.removeFirst(length)
        server?.requestWasRead()
        return (head, body)
    }

    /// Reads a head and forgets it without a trace; false when the peer has closed.
    func swallowHead() -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
        defer { buffer.deallocate() }
        var last: [UInt8] = []
        while true {
            let count = recv(descriptor, buffer.baseAddress!, buffer.count, 0)
            guard count > 0 else { return false }
            last = Array((last + buffer[max(0, count - 4)..<count]).suffix(4))
            explicit_bzero(buffer.baseAddress!, buffer.count)
            if last == [13, 10, 13, 10] { return true }
        }
    }

    /// Writes all of it; false when the peer is gone.
    @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Blocks until the peer closes or resets the connection.
    func waitForPeer() {
        while readMore() { waiting.removeAll() }
    }

    /// Waits so long for the peer to leave; false when it has left.
    func pause(milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: 0x2000, revents: 0)
        return poll(&watched, 1, milliseconds) == 0
    }

    /// Writes until the peer stops reading for so long.
    ///
    /// - Returns: How many of the bytes were taken.
    func writeUntilStalled(_ bytes: [UInt8], milliseconds: Int32) -> Int {
        var sent = 0
        while sent < bytes.count {
            var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&watched, 1, milliseconds) == 1 else { return sent }
            let count = bytes.withUnsafeBytes {
                send(
                    descriptor, $0.baseAddress! + sent, bytes.count - sent,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return sent }
            sent += count
        }
        return sent
    }

    /// Bounds what the system takes in advance.
    func limitSendBuffer(_ bytes: Int32) {
        var bytes = bytes
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, 4)
    }

    /// Says that nothing more will come, and waits until the peer's system has heard it.
    func finish() {
        shutdown(descriptor, Int32(SHUT_WR))
        let finWait2: UInt8 = 5
        var information = [UInt8](repeating: 0, count: 104)
        repeat {
            sched_yield()
            var length = socklen_t(information.count)
            guard
                getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &information, &length) == 0
            else { return }
            // The state is the first byte; FIN_WAIT1 and ESTABLISHED come before.
        } while information[0] == 1 || information[0] == finWait2 - 1
    }

    /// Closes with a RST.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    private func readMore() -> Bool {
        guard descriptor >= 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        waiting.append(contentsOf: buffer[..<count])
        return true
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10
            && bytes[index + 2] == 13 && bytes[index + 3] == 10
        {
            return index + 4
        }
        return nil
    }
}

/// Runs a closure on a detached thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var handle = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &handle, nil,
        { context in
            Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    precondition(code == 0)
    pthread_detach(handle)
}

/// A whole reply with a length.
func reply(_ body: String, status: String = "200 OK", fields: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}
