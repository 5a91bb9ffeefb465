import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Listens for applications: HTTP/1.1, with TLS if it has a certificate, straight on swift-nio.
///
/// Everything a stranger can make it do is bounded: connections, header fields, bodies, and the time each may take.
package final class DataListener: Sendable {
    /// Bounds of the listener.
    package struct Limits: Sendable {
        package var connectionsMax = 20_000
        package var headerFieldsMax = 100
        package var headerFieldBytesMax = 8 << 10
        package var headBytesMax = 32 << 10
        package var bodyBytesMax = 32 << 20
        package var headSeconds: Int64 = 10
        package var bodyIdleSeconds: Int64 = 30
        package var bodySeconds: Int64 = 300
        package var keepAliveSeconds: Int64 = 75
        /// How long a client may take none of what it is sent.
        package var writeStallSeconds: Int64 = 60

        package init() {}
    }

    private let slot: GatewaySlot
    private let terms: ListenerTerms
    private let connections = ConnectionCount()

    /// - Parameters:
    ///   - slot: Where the gateway will be once calls are taken.
    ///   - terms: What each new connection is held to.
    init(slot: GatewaySlot, terms: ListenerTerms) {
        self.slot = slot
        self.terms = terms
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: An address or a name.
    ///   - port: 0 takes any that is free.
    ///   - group: The threads that serve.
    /// - Returns: The listening channel; closing it ends the listening.
    package func listen(
        host: String, port: Int, group: any EventLoopGroup
    ) async throws -> any Channel {
        let (slot, terms, connections) = (slot, terms, connections)
        let executors = Dictionary(
            group.makeIterator().map { (ObjectIdentifier($0), LoopExecutor($0)) },
            uniquingKeysWith: { first, _ in first })
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                let (limits, tls) = { ($0.limits, $0.tls) }(terms.current)
                guard connections.enter(max: limits.connectionsMax) else {
                    return channel.close()
                }
                channel.closeFuture.whenComplete { _ in connections.leave() }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    var bounds = NIOHTTPDecoderLimitConfiguration()
                    bounds.maxHeaderFieldSize = limits.headerFieldBytesMax
                    bounds.maxHeaderListSize = limits.headBytesMax
                    bounds.maxHeaderFieldCount = limits.headerFieldsMax
                    let connection = DataConnection(
                        slot: slot, limits: limits,
                        executor: executors[ObjectIdentifier(channel.eventLoop)]
                            ?? LoopExecutor(channel.eventLoop))
                    try pipeline.addHandler(ByteWatch(connection))
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPRequestDecoder(
                                leftOverBytesStrategy: .dropBytes, limitConfiguration: bounds)))
                    try pipeline.addHandler(connection)
                }
            }
            .bind(host: host, port: port)
            .get()
    }
}
