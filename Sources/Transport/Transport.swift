import CCurl
import Glibc
import Synchronization

/// Sends requests to providers and streams back what they answer.
///
/// Owns one or more threads, each with its own connections; an exchange stays on the thread it was
/// given. Redirects are never followed, cookies never kept, nothing is decompressed.
package final class Transport: Sendable {
    private let threads: [LoopThread]
    private let turn = Atomic<Int>(0)
    private let forbidden = Mutex<[SocketAddress]>([])

    /// Starts the threads.
    ///
    /// Takes variables that would steer libcurl out of the process's environment
    /// (`CurlLibrary.unwantedVariables`), so it belongs before other threads read the environment.
    ///
    /// - Parameters:
    ///   - threads: How many, 1 to 64.
    ///   - connectionsMax: How many connections each thread keeps, busy and idle, for each address
    ///     rule.
    ///   - caBundlePath: A file of certificates to trust instead of the system's; for tests.
    /// - Throws: `.other` when the system refuses a thread, a descriptor or memory.
    package init(threads: Int = 1, connectionsMax: Int = 8_192, caBundlePath: String? = nil)
        throws(TransportFault)
    {
        precondition((1...64).contains(threads))
        try CurlLibrary.prepare()
        var started: [LoopThread] = []
        for _ in 0..<threads {
            let loop = try TransferLoop(caBundlePath: caBundlePath, connectionsMax: connectionsMax)
            started.append(try LoopThread(loop))
        }
        self.threads = started
    }

    deinit {
        shutdown()
    }

    /// Sends a request and waits for the final head of its reply; interim (1xx) heads are skipped.
    ///
    /// Cancelling the calling task ends the exchange and frees its connection.
    ///
    /// - Throws: Why there is no reply, and whether the provider may have got the request.
    package func send(_ request: TransportRequest) async throws(TransportFault) -> TransportReply {
        try request.check()
        let index = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let loop = threads[Int(UInt(bitPattern: index) % UInt(threads.count))].loop
        var request = request
        request.forbiddenAddresses += forbidden.withLock { $0 }
        let exchange = Exchange(request, loop: loop)
        let start = try await exchange.begin().get()
        return TransportReply(
            status: start.status, headers: start.headers, body: TransportBody(exchange),
            timing: start.timing)
    }

    /// An address in text and a port as one value; `nil` for a host's name.
    package static func address(_ text: String, port: UInt16) -> SocketAddress? {
        IPAddress(text).map { SocketAddress(address: $0, port: port) }
    }

    /// Connects no exchange from now on to an address: Bursar's own listener, say.
    package func forbid(_ address: SocketAddress) { forbidden.withLock { $0.append(address) } }

    /// How many exchanges are under way; an ended one is gone from here before its reader hears of
    /// the end.
    package var openExchanges: Int {
        threads.reduce(0) { $0 + $1.loop.liveCount.load(ordering: .relaxed) }
    }

    /// Ends all exchanges with `.shutDown` and waits for the threads to finish; idempotent.
    package func shutdown() {
        for thread in threads { thread.loop.queue.shut() }
        for thread in threads { thread.join() }
    }
}

/// A loop's thread: its loop, its handle, and whether it has been waited for.
private final class LoopThread: Sendable {
    let loop: TransferLoop
    private let handle: Mutex<pthread_t?>

    init(_ loop: TransferLoop) throws(TransportFault) {
        self.loop = loop
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, 512 << 10)
        defer { unsafe pthread_attr_destroy(&attributes) }
        var handle = pthread_t()
        let context = unsafe Unmanaged.passRetained(loop)
        let code = unsafe pthread_create(
            &handle, &attributes,
            { context in
                guard let context = unsafe context else { return nil }
                let loop = unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue()
                // Signals are for the main thread; a broken pipe must stay an error code.
                var all = sigset_t()
                unsafe sigfillset(&all)
                unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
                unsafe ccurl_name_thread("transport")
                loop.run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw TransportFault(.other)
        }
        self.handle = Mutex(handle)
    }

    func join() {
        let handle = self.handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let handle { pthread_join(handle, nil) }
    }
}
