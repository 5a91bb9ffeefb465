import ArgumentParser
import Logging
import Sandbox
import Server
import ServiceLifecycle
import Settings
import UnixSignals

/// `bursar sandbox`.
struct SandboxRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run the scripted provider alone, for dry runs and tests.",
        discussion:
            "What it does is chosen by the model's name; GET /sandbox says how. It takes any key.")

    @Option(help: ArgumentHelp("Where it listens.", valueName: "host:port")) var listen =
        "127.0.0.1:8490"
    @Option(help: "error, warning, info or debug.") var logLevel = "info"

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure(
                "--listen “\(listen)” is no address; write 127.0.0.1:8490.",
                status: CommandFailure.usage)
        }
        guard let level = LogLevel(rawValue: logLevel)?.level else {
            throw CommandFailure(
                "--log-level “\(logLevel)” is unknown; there are error, warning, info, debug.",
                status: CommandFailure.usage)
        }
        LogThreshold.set(level)
        LoggingSystem.bootstrap { JSONLines(label: $0) }
        defer { LogDrain.standardError.flush() }
        let server = SandboxServer(
            host: address.host, port: address.port, logger: Logger(label: "sandbox")
        ) { port in
            let url = "http://\(ListenAddress(host: address.host, port: port))"
            StandardOutput.announce(
                "The sandbox plays OpenAI on \(url)/v1 and Anthropic on \(url).")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [SandboxService(server: server)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "services")))
        do { try await group.run() } catch {
            throw CommandFailure(ListenFault(address, error).description)
        }
    }
}

/// The sandbox as a service that ends with the process's signals.
struct SandboxService: Service {
    let server: SandboxServer

    /// Serves until graceful shutdown.
    func run() async throws {
        try await cancelWhenGracefulShutdown { try await server.run() }
    }
}
