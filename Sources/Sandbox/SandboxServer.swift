import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A scripted AI provider on this machine, for the demo, tests and dry runs.
///
/// It speaks OpenAI Chat and Responses, Anthropic Messages and Gemini; what it does is asked for in
/// the model name (`ScriptHelp`). It counts each call it accepts, so that a ledger can be compared with it.
package struct SandboxServer: Sendable {
    /// The calls it has accepted.
    package let book = CallBook()

    private let host: String
    private let port: Int
    private let logger: Logger
    private let whenReady: @Sendable (Int) async -> Void
    private let connections = OpenConnections()

    /// A sandbox that isn't listening yet.
    ///
    /// - Parameters:
    ///   - host: The address to listen on, such as `127.0.0.1`.
    ///   - port: The port, or 0 for any that is free.
    ///   - whenReady: Is told the port once connections are taken.
    package init(
        host: String, port: Int, logger: Logger,
        whenReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.whenReady = whenReady
    }

    /// Serves until the task is cancelled; open connections are closed then.
    ///
    /// - Throws: The system's error when the address can't be listened on.
    package func run() async throws {
        let provider = Provider(book: book)
        let connections = connections
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(Connection(provider))
                    connections.add(channel)
                }
            }
            .bind(host: host, port: port).get()
        let bound = listener.localAddress?.port ?? port
        logger.info("sandbox listening", metadata: ["host": "\(host)", "port": "\(bound)"])
        try await withTaskCancellationHandler {
            await whenReady(bound)
            try await listener.closeFuture.get()
        } onCancel: {
            listener.close(promise: nil)
        }
        connections.closeAll()
    }

    /// Runs a sandbox on a free port of the loopback for as long as a body takes.
    package static func serving<Result: Sendable>(
        _ body: @escaping @Sendable (_ port: Int, _ book: CallBook) async throws -> Result
    ) async throws -> Result {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = SandboxServer(
            host: "127.0.0.1", port: 0,
            logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() },
            whenReady: { port.yield($0) })
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run()
                return nil
            }
            group.addTask {
                for await bound in ports { return try await body(bound, server.book) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}

/// The connections to be closed at the end.
private final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Takes a connection in until it is closed.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { [self] _ in
            _ = channels.withLock { $0.removeValue(forKey: id) }
        }
    }

    /// Closes all connections.
    func closeAll() {
        let open = channels.withLock { Array($0.values) }
        for channel in open { channel.close(promise: nil) }
    }
}
