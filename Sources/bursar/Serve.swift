import ArgumentParser
import Foundation
import Logging
import Server
import ServiceLifecycle
import Settings
import UnixSignals

/// `bursar serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway; the first start makes the data directory and its root key.",
        discussion:
            "SIGTERM and SIGINT end it in order: calls under way may finish, within the drain time. SIGHUP reads the "
            + "settings and the certificate anew, all but the listen address; when something is wrong, nothing changes."
    )

    @Option(
        help: ArgumentHelp("Where clients knock (default 127.0.0.1:8484).", valueName: "host:port"))
    var listen: String?
    @Option(help: ArgumentHelp("The certificate chain, PEM.", valueName: "file")) var tlsCert:
        String?
    @Option(help: ArgumentHelp("Its private key, PEM.", valueName: "file")) var tlsKey: String?
    @Option(
        help: ArgumentHelp(
            "The settings file (default: config.json in the data directory).", valueName: "file"))
    var config: String?
    @Option(help: "error, warning, info or debug.") var logLevel: String?
    @Option(
        help: ArgumentHelp(
            "Where a new root key comes from, at the first start; see bursar init.",
            valueName: "source"))
    var rootKey: String?
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let places = try house.places()
        let source = SettingsSource(flags: flags, config: config, places: places)
        let settings = try source.read()
        // from here on it doesn't end the process
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        try SecretsMemory.prepare(allowInsecure: settings.allowInsecureMemory)
        LogThreshold.set(settings.logLevel.level)
        LoggingSystem.bootstrap { JSONLines(label: $0) }
        defer { LogDrain.standardError.flush() }
        let logger = Logger(label: "bursar")
        DataDoor.prepareThreads()
        let door: DataDoor
        do {
            door = try await DataDoor(opening: settings, logger: Logger(label: "listener"))
        } catch { throw CommandFailure(starting: error) }
        if settings.tls == nil, !settings.listen.isLoopback {
            logger.warning(
                "other machines may call without TLS, so tokens can be read on the way; give --tls-cert and --tls-key",
                metadata: ["listen": "\(settings.listen)"])
        }
        try places.makeOpenDirectory()
        let lock = try await DataLock.wait(in: places) {
            logger.info(
                "waiting for another process to leave the data directory",
                metadata: ["data": "\(places.directory)"])
        }
        places.clearPipes()

        let desk = AdminDeskSlot()
        let (socketIsOpen, socket) = AsyncStream.makeStream(of: Void.self)
        let admin = AdminListener(at: places.socket, desk: desk, logger: Logger(label: "admin")) {
            socket.yield()
        }
        let gateway = HouseService(
            places: places, settings: settings, rootKey: rootKey, lock: lock, door: door,
            desk: desk, logger: logger, whenSocketIsOpen: socketIsOpen,
            renewal: SettingsRenewal(signals: hangUps, logger: logger) { try source.read() }
        ) { running in
            let scheme = settings.tls == nil ? "http" : "https"
            let url = "\(scheme)://\(ListenAddress(host: settings.listen.host, port: running.port))"
            logger.info("ready", metadata: ["url": "\(url)", "data": "\(places.directory)"])
            StandardOutput.announce(
                "Bursar \(BursarVersion.text) takes calls on \(url), data in \(places.directory)."
            )
        }
        // Stopped in reverse: calls drain while the operator's socket still answers.
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: admin, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: gateway, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services")))
        do { try await group.run() } catch { throw CommandFailure(starting: error) }
        logger.info("stopped")
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags[SettingName.listen.rawValue] = listen
        flags[SettingName.tlsCertificate.rawValue] = tlsCert
        flags[SettingName.tlsKey.rawValue] = tlsKey
        flags[SettingName.logLevel.rawValue] = logLevel
        if memory.allowInsecureMemory { flags[SettingName.allowInsecureMemory.rawValue] = "true" }
        return flags
    }
}

/// Where a server's settings are read from, at its start and when it is told to read them anew.
struct SettingsSource: Sendable {
    /// What was said on the command line, by setting.
    let flags: [String: String]
    /// What `--config` says.
    let config: String?
    let places: DataPlaces

    /// Reads flags, environment and file, and checks all of it.
    func read() throws -> ServerSettings {
        do {
            let file = try places.settingsFile(flag: config)
            let settings = try ServerSettings(
                SettingLayers(
                    flags: flags, environment: ProcessInfo.processInfo.environment,
                    file: file.bytes,
                    filePath: file.path))
            _ = try settings.catalogue()
            return settings
        } catch { throw CommandFailure(error) }
    }
}
