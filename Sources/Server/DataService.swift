import Gateway
import Glibc
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Settings

/// Why calls can't be taken: one sentence with the way out.
package struct ListenFault: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// The data listener's life: listens, looks after the calls, and on shutdown ends the listening and drains.
package struct DataService: Service {
    private let gateway: Gateway
    private let settings: ServerSettings
    private let logger: Logger
    private let whenListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - gateway: Where requests go.
    ///   - settings: Address, certificate, limits.
    ///   - whenListening: Is told the port, once.
    package init(
        gateway: Gateway, settings: ServerSettings, logger: Logger,
        whenListening: @escaping @Sendable (Int) async -> Void
    ) {
        self.gateway = gateway
        self.settings = settings
        self.logger = logger
        self.whenListening = whenListening
    }

    /// Serves until graceful shutdown, then drains: calls under way may end, new ones are told to come back.
    package func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = DataListener(gateway: gateway, limits: limits, log: logger)
        let tls = try tls()
        let channel: any Channel
        do {
            channel = try await listener.listen(
                host: settings.listen.host, port: settings.listen.port, tls: tls, group: group)
        } catch {
            let reason = (error as? IOError).map {
                $0.errnoCode == EADDRINUSE ? "something listens there already" : "\($0)"
            }
            throw ListenFault(
                "\(settings.listen) can't be listened on: \(reason ?? "\(error)"); choose another address with --listen."
            )
        }
        if let address = channel.localAddress, let host = address.ipAddress, let port = address.port
        {
            gateway.note(ownListener: host, port: port)
        }
        await whenListening(channel.localAddress?.port ?? settings.listen.port)
        let watch = Task { await gateway.watch() }  // owned by this function, cancelled below
        // either way it is time to drain
        do { try await gracefulShutdown() } catch is CancellationError {}
        logger.info("draining", metadata: ["calls": "\(gateway.active.count)"])
        channel.close(promise: nil)
        await gateway.active.drain(withinMilliseconds: settings.drainMilliseconds)
        // Its last act is to write down what strangers were refused.
        watch.cancel()
        await watch.value
    }

    private var limits: DataListener.Limits {
        var limits = DataListener.Limits()
        limits.connectionsMax = settings.request.connectionsMax
        limits.headerFieldsMax = settings.request.headerFieldsMax
        limits.headBytesMax = settings.request.headerBytesMax
        limits.headerFieldBytesMax = min(
            limits.headerFieldBytesMax, settings.request.headerBytesMax)
        limits.bodyBytesMax = settings.request.bodyBytesMax
        limits.headSeconds = Self.seconds(settings.request.headMilliseconds)
        limits.bodyIdleSeconds = Self.seconds(settings.request.bodyIdleMilliseconds)
        return limits
    }

    private static func seconds(_ milliseconds: Int64) -> Int64 {
        max(1, (milliseconds + 999) / 1000)
    }

    private func tls() throws(ListenFault) -> NIOSSLContext? {
        guard let files = settings.tls else { return nil }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificatePath)
            let key = try NIOSSLPrivateKey(file: files.keyPath, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ListenFault(
                "The certificate \(files.certificatePath) and the key \(files.keyPath) can't be used together; both must "
                    + "be readable PEM files that belong together.")
        }
    }
}
