import Administration
import Gateway
import Keyring
import Ledger
import Logging
import Notices
import Server
import ServiceLifecycle
import Settings
import Storage
import Translation
import Transport
import Vault
import Vocabulary

/// The one place where the rooms are wired together: from a locked data directory to a gateway that takes calls.
struct HouseService: Service {
    let places: DataPlaces
    let settings: ServerSettings
    /// Where a new root key comes from; `nil` for a file of its own.
    let rootKey: String?
    let lock: DataLock
    /// Bound already; tells callers to come back until the house is ready.
    let door: DataDoor
    /// Opened to operators once calls are taken.
    let desk: AdminDeskSlot
    let logger: Logger
    /// Says once that the operator's socket is open; `nil` where there is none.
    let whenSocketIsOpen: AsyncStream<Void>?
    /// Reads the settings anew when told to; `nil` where nobody can.
    var renewal: SettingsRenewal?
    /// Called once calls are taken.
    let whenReady: @Sendable (RunningHouse) async -> Void

    /// Opens the data, recovers, takes calls until graceful shutdown, drains, closes.
    func run() async throws {
        defer { door.close() }
        // Both listeners answer “starting” while the data is recovered.
        if let whenSocketIsOpen { for await _ in whenSocketIsOpen { break } }
        let clock = SystemClock()
        let opened = try OpenedHouse(places: places, lock: lock, clock: clock)
        defer { opened.close() }
        if opened.abandonedCount > 0 {
            logger.warning(
                "calls were abandoned",
                metadata: ["calls": .stringConvertible(opened.abandonedCount)])
        }
        let founded = try await Founding(
            file: opened.file, dataDirectory: places.directory, keyFolder: places.keyFolder
        ).establish(source: rootKey, clock: clock)
        if founded.created {
            logger.info("root key made", metadata: ["source": "\(founded.rootKey)"])
        }
        let keys = try await OfficeKeys.load(from: opened.file)
        let transport = try Transport()
        defer { transport.shutdown() }
        try await serve(opened.file, keys: keys, transport: transport, clock: clock)
    }

    private func serve(
        _ file: LedgerFile, keys: OfficeKeys, transport: Transport, clock: SystemClock
    ) async throws {
        let directory = try await DirectoryPublisher.directory(in: file)
        let live = LiveDirectory(directory)
        let placeholderKey = keys.service[.placeholderKey] ?? keys.service.tokenPepper
        let proofs = try await ProofKeeper(file: file, service: placeholderKey, clock: clock)
        let gateway = Gateway(
            file: file, transport: transport, live: live, roots: keys.roots,
            pepper: keys.service.tokenPepper, placeholderKey: placeholderKey, proofs: proofs,
            terms: try settings.gatewayTerms(), clock: clock, log: Logger(label: "gateway"))
        let office = Office(
            file: file,
            facts: OfficeFacts(
                dataDirectory: places.directory, version: BursarVersion.text,
                listen: ListenAddress(host: settings.listen.host, port: door.port).description,
                hasTLS: settings.tls != nil, isMemoryLocked: SecureMemory.state.isLocked,
                started: clock.now),
            keys: keys, transport: transport, publisher: DirectoryPublisher(live: live),
            cutter: { gateway.active.cut(keyVersions: $0) },
            leases: { live.pool.leases(version: $0) }, content: gateway.content,
            clock: clock)
        let keeping = gateway.content.start()  // owned by this function, ended below
        let notices = NoticeSender(
            targets: try settings.noticeTargets(), transport: transport, clock: clock,
            log: Logger(label: "notices"))
        let telling = Task { await notices.run() }  // owned by this function, ended below
        gateway.put(notices)
        gateway.put(OfficeClientDesk(office: office))
        await gateway.recall()
        desk.put(AdminDesk(office: office))
        defer { desk.put(nil) }
        // owned by this function, cancelled below
        let keeper = Task { await HouseKeeping(office: office, live: live, logger: logger).run() }
        let reader = renewal.map { renewal in
            // owned by this function, cancelled below
            Task {
                await renewal.run(
                    RenewedHouse(
                        settings: settings, door: door, gateway: gateway, office: office,
                        notices: notices))
            }
        }
        let checkpoints = CheckpointKeeper(
            file: file, signer: try await office.signer(), settings: settings.checkpoints,
            notices: notices, transport: transport, clock: clock, logger: logger)
        // owned by this function, cancelled below
        let signing = Task { await checkpoints.run() }
        await door.serve(gateway) {
            await whenReady(RunningHouse(port: door.port, office: office))
        }
        signing.cancel()
        await signing.value
        // Nothing can be read in a task that was cancelled, so the last checkpoint has one of its own.
        await Task { await checkpoints.keep() }.value
        await notices.end(telling)
        await gateway.content.end(keeping)
        keeper.cancel()
        reader?.cancel()
        await keeper.value
    }
}

/// A house that takes calls.
struct RunningHouse: Sendable {
    /// The data listener's port.
    let port: Int
    /// Where operators' use cases are performed.
    let office: Office
}

extension ServerSettings {
    /// What is known of models: what Bursar comes with, and the operator's own rows.
    ///
    /// - Throws: One sentence naming the row and the trait that can't be read.
    func catalogue() throws(SettingsFault) -> ModelCatalogue {
        do throws(TranslationFault) {
            return ModelCatalogue(
                own: try OwnModels.rows(Array((modelTraits ?? "[]").utf8)))
        } catch {
            throw SettingsFault("The settings can't be used: \(error.message)")
        }
    }

    /// The operator's servers that are told of events, with the keys that sign for them.
    ///
    /// - Throws: One sentence naming the file that can't be used.
    func noticeTargets() throws(SettingsFault) -> [NoticeTarget] {
        var targets: [NoticeTarget] = []
        for webhook in webhooks {
            var key: Secret?
            if let path = webhook.secretFile {
                do { key = try WebhookKey.read(path) } catch {
                    throw SettingsFault("A webhook's secret_file can't be used: \(error).")
                }
            }
            targets.append(
                NoticeTarget(
                    url: webhook.url, key: key, kinds: webhook.events.compactMap { Glob($0) },
                    allowPrivate: webhook.allowPrivate, allowHTTP: webhook.allowHTTP))
        }
        return targets
    }

    /// What calls are held to.
    ///
    /// - Throws: One sentence naming what can't be read.
    func gatewayTerms() throws(SettingsFault) -> GatewayTerms {
        GatewayTerms(limits: gatewayLimits, catalogue: try catalogue())
    }

    /// The gateway's bounds.
    private var gatewayLimits: GatewayLimits {
        var limits = GatewayLimits()
        limits.requestBytesMax = request.bodyBytesMax
        limits.keepaliveMilliseconds = keepaliveMilliseconds
        limits.drainMilliseconds = hangUp.milliseconds
        limits.drainBytesMax = hangUp.bytesMax
        limits.keptCallsMilliseconds = keptCallsMilliseconds
        limits.connectMilliseconds = Int(upstream.connectMilliseconds)
        limits.firstByteMilliseconds = Int(upstream.firstByteMilliseconds)
        limits.idleMilliseconds = Int(upstream.idleMilliseconds)
        limits.totalMilliseconds = Int(upstream.totalMilliseconds)
        return limits
    }
}
