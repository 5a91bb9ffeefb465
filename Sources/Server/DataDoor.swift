import Gateway
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Settings

/// The data listener's life: bound early, it tells callers to come back until there is a gateway; then it looks after the
/// calls, and on shutdown ends the listening and drains.
package struct DataDoor: Sendable {
    /// The port it listens on.
    package let port: Int

    private let terms: ListenerTerms
    private let logger: Logger
    private let slot: GatewaySlot
    private let channel: any Channel

    /// Settles how many threads serve and how they take turns. Before anything uses NIO, which is told once or never.
    package static func prepareThreads() { threads }

    private static let threads: Void = {
        ThreadTurns.take()
        // A thread for each processor that this process may use; NIO counts those of the machine.
        NIOSingletons.groupLoopCountSuggestion = ProcessorCount.usable
    }()

    /// Binds the address, after looking at the certificate.
    ///
    /// - Parameter settings: Address, certificate, limits.
    package init(opening settings: ServerSettings, logger: Logger) async throws(ListenFault) {
        self.logger = logger
        slot = GatewaySlot()
        terms = ListenerTerms(try Self.terms(settings))
        let listener = DataListener(slot: slot, terms: terms)
        do {
            channel = try await listener.listen(
                host: settings.listen.host, port: settings.listen.port,
                group: MultiThreadedEventLoopGroup.singleton)
        } catch {
            throw ListenFault(settings.listen, error)
        }
        port = channel.localAddress?.port ?? settings.listen.port
    }

    /// Serves until graceful shutdown, then drains: calls under way may end, new ones are told to come back.
    ///
    /// - Parameter whenReady: Called once calls are taken.
    package func serve(_ gateway: Gateway, whenReady: @Sendable () async -> Void) async {
        if let address = channel.localAddress, let host = address.ipAddress {
            gateway.note(ownListener: host, port: port)
        }
        slot.put(gateway)
        await whenReady()
        let watch = Task { await gateway.watch() }  // owned by this function, cancelled below
        // either way it is time to drain
        do { try await gracefulShutdown() } catch is CancellationError {} catch {}
        logger.info("draining", metadata: ["calls": .stringConvertible(gateway.active.count)])
        close()
        await gateway.active.drain(withinMilliseconds: terms.current.drainMilliseconds)
        // Its last act is to write down what strangers were refused.
        watch.cancel()
        await watch.value
    }

    /// Ends the listening; connections that are open stay.
    package func close() { channel.close(promise: nil) }

    /// The terms that settings make, once the certificate was looked at.
    ///
    /// - Throws: When certificate and key can't be used.
    package static func terms(_ settings: ServerSettings) throws(ListenFault)
        -> ListenerTerms.Terms
    {
        ListenerTerms.Terms(
            limits: limits(settings), tls: try tls(settings),
            drainMilliseconds: settings.drainMilliseconds)
    }

    /// Holds connections that come from now on to others.
    package func adopt(_ new: ListenerTerms.Terms) { terms.adopt(new) }

    private static func limits(_ settings: ServerSettings) -> DataListener.Limits {
        var limits = DataListener.Limits()
        limits.connectionsMax = settings.request.connectionsMax
        limits.headerFieldsMax = settings.request.headerFieldsMax
        limits.headBytesMax = settings.request.headerBytesMax
        limits.headerFieldBytesMax = min(
            limits.headerFieldBytesMax, settings.request.headerBytesMax)
        limits.bodyBytesMax = settings.request.bodyBytesMax
        limits.headSeconds = seconds(settings.request.headMilliseconds)
        limits.bodyIdleSeconds = seconds(settings.request.bodyIdleMilliseconds)
        return limits
    }

    private static func seconds(_ milliseconds: Int64) -> Int64 {
        max(1, (milliseconds + 999) / 1000)
    }

    private static func tls(_ settings: ServerSettings) throws(ListenFault) -> NIOSSLContext? {
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
