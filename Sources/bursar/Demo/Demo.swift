import Administration
import ArgumentParser
import Foundation
import Logging
import Sandbox
import Server
import ServiceLifecycle
import Settings
import UnixSignals
import Vault
import Vocabulary

/// `bursar demo`.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "See everything work: a scripted provider, a gateway before it, calls of four protocols to four, the books.",
        discussion:
            "Uses a temporary directory and no network but this host's own; then stays up for you to try."
    )

    @Flag(help: "Exit after the report.") var once = false
    @Option(
        help: ArgumentHelp(
            "Where the gateway listens (default: any free port).", valueName: "host:port"))
    var listen = "127.0.0.1:0"
    @Option(help: "table for humans, json for programs (with --once).") var format: OutputFormat =
        .table

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure(
                "--listen “\(listen)” is no address; write 127.0.0.1:8484.",
                status: CommandFailure.usage)
        }
        // A demo's secrets are made up; it must also run where memory can't be locked.
        try SecretsMemory.prepare(allowInsecure: true)
        LogThreshold.set(.warning)
        LoggingSystem.bootstrap { JSONLines(label: $0) }
        defer { LogDrain.standardError.flush() }
        DataDoor.prepareThreads()
        let folder = try DemoFolder()
        defer { folder.remove() }
        let demo = DemoService(folder: folder, address: address, staysUp: !once, format: format)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: demo, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services")))
        do { try await group.run() } catch { throw CommandFailure(starting: error) }
    }
}

/// The demo's folder: data and root key side by side, gone when the demo ends.
struct DemoFolder: Sendable {
    /// Everything the demo writes is below it.
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.path + "/bursar-demo-"
            + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
        )
    }

    /// The data directory inside it, made.
    func places() throws -> DataPlaces {
        do {
            let places = try DataPlaces(
                flag: path + "/data", environment: ["XDG_CONFIG_HOME": path + "/config"],
                workingDirectory: path)
            try places.makeOpenDirectory()
            return places
        } catch let fault as SettingsFault { throw CommandFailure(fault) }
    }

    /// Removes it and all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)  // the system clears temporary folders
    }
}

/// Sandbox, gateway and the tour of both, one inside the other.
struct DemoService: Service {
    let folder: DemoFolder
    let address: ListenAddress
    let staysUp: Bool
    let format: OutputFormat

    /// Runs the tour; then ends, or stays until graceful shutdown.
    func run() async throws {
        let places = try folder.places()
        var settings = try ServerSettings.defaults()
        settings.listen = address
        settings.drainMilliseconds = 2_000
        let ready = settings
        HumanWords.say("Starting a sandbox provider and a gateway before it, in \(folder.path) …")
        try await SandboxServer.serving { sandboxPort, provider in
            let (houses, house) = AsyncStream.makeStream(of: RunningHouse.self)
            let desk = AdminDeskSlot()
            let lock = try await DataLock.wait(in: places) {}
            let door = try await DataDoor(opening: ready, logger: Logger(label: "listener"))
            let gateway = HouseService(
                places: places, settings: ready, rootKey: nil, lock: lock, door: door, desk: desk,
                logger: Logger(label: "bursar"), whenSocketIsOpen: nil
            ) { house.yield($0) }
            var quiet = Logger(label: "admin")
            quiet.logLevel = .critical  // its end is ours, not news
            let admin = AdminListener(at: places.socket, desk: desk, logger: quiet) {}
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await cancelWhenGracefulShutdown { try await admin.run() } }
                group.addTask { try await gateway.run() }
                group.addTask {
                    for await running in houses {
                        try await tour(running, sandboxPort, provider, places: places)
                        break
                    }
                }
                // The tour's end, a failure, or a signal ends all of them.
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func tour(
        _ running: RunningHouse, _ sandboxPort: Int, _ provider: CallBook, places: DataPlaces
    ) async throws {
        let gateway = ListenAddress(host: address.host, port: running.port)
        let tokens = try await DemoDirectory(office: running.office, sandboxPort: sandboxPort)
            .furnish()
        let calls = try await DemoCalls(gateway: "http://\(gateway)", tokens: tokens).run()
        try await DemoKeys(
            office: running.office, sandboxPort: sandboxPort, gateway: "http://\(gateway)",
            token: tokens[.openAIChat] ?? ""
        ).run()
        try await DemoReport(office: running.office, provider: provider, format: format)
            .write(about: calls)
        guard staysUp, let token = tokens[.openAIChat] else { return }
        HumanWords.say(DemoText.whatToTry(gateway: gateway, token: token, places: places))
        try await gracefulShutdown()
    }
}

/// Words for who stays.
enum DemoText {
    /// A call to try, and where to look afterwards.
    static func whatToTry(gateway: ListenAddress, token: String, places: DataPlaces) -> String {
        """

        The gateway stays up; end it with Control-C. Try it from another terminal:

          curl http://\(gateway)/v1/chat/completions \\
            -H 'Authorization: Bearer \(token)' -H 'Content-Type: application/json' \\
            -d '{"model": "claude-demo", "messages": [{"role": "user", "content": "Hello!"}]}'

        (models: gpt-demo, gpt-responses-demo, claude-demo, gemini-demo) then see it in the books:

          bursar usage --by client,model --data \(places.directory)
          bursar call list --data \(places.directory)
        """
    }
}
