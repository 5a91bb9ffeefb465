import GRDB
import Gateway
import Journal
import Keyring
import Storage
import Synchronization
import Transport
import Vault
import Vocabulary

/// What operators' use cases work on: the data file, the keys to it, and the live directory of a running server.
package final class Office: Sendable {
    /// The data file.
    package let file: LedgerFile
    /// Where the time comes from.
    package let clock: any Clock
    /// Where things are and since when, for `doctor`.
    package var facts: OfficeFacts { factsHolder.withLock { $0 } }
    private let factsHolder: Mutex<OfficeFacts>
    /// Where a rotation of the root key is worked off.
    let vault = VaultDesk()
    /// Are calls served from here?
    var isServing: Bool { publisher != nil }
    private let publisher: DirectoryPublisher?
    private let cutter: (@Sendable (Set<Int64>) -> Void)?
    private let leases: (@Sendable (Int64) -> Int?)?
    private let keyHolder: Mutex<OfficeKeys?>
    private let transportHolder: Mutex<Transport?>
    private let contentHolder: Mutex<ContentDesk?>

    /// - Parameters:
    ///   - file: The data file, recovered.
    ///   - facts: About this process and its files.
    ///   - keys: Root and service keys; `nil` loads them when a use case needs them.
    ///   - transport: For asking providers; `nil` makes one when a use case needs it.
    ///   - publisher: Renews what calls are served from; `nil` where none are served.
    ///   - cutter: Ends the calls that use these versions of keys, by number; `nil` where none are served.
    ///   - leases: How many calls hold a version of a key, by number, or `nil` while new ones may; `nil` where none are
    ///     served.
    ///   - content: Where a running server keeps content; `nil` opens it when a use case needs it.
    package init(
        file: LedgerFile, facts: OfficeFacts, keys: OfficeKeys? = nil, transport: Transport? = nil,
        publisher: DirectoryPublisher? = nil, cutter: (@Sendable (Set<Int64>) -> Void)? = nil,
        leases: (@Sendable (Int64) -> Int?)? = nil, content: ContentDesk? = nil,
        clock: any Clock = SystemClock()
    ) {
        self.file = file
        factsHolder = Mutex(facts)
        self.publisher = publisher
        self.cutter = cutter
        self.leases = leases
        self.clock = clock
        keyHolder = Mutex(keys)
        transportHolder = Mutex(transport)
        contentHolder = Mutex(content)
    }

    /// Changes the directory durably; when this returns, the next call is served by the change.
    ///
    /// - Parameter body: A function of its inputs and the database; may run twice.
    package func change<Answer: Sendable>(
        _ body: @escaping @Sendable (Database, Timestamp) throws -> Answer
    ) async throws(AdministrationFault) -> Answer {
        let now = clock.now
        let errand = Errand.current
        let answer: Answer
        do {
            answer = try await file.writer.write { transaction in
                // What others of this transaction changed is theirs.
                let journal = try transaction.journal
                try journal.noteHouse(at: now, in: transaction)
                let made = try body(transaction.database, now)
                if let errand {
                    try journal.note(
                        errand.event, at: now, evenWithoutChanges: false, in: transaction)
                }
                return made
            }
        } catch { throw AdministrationFault(error) }
        try await publisher?.renew(from: file)
        return answer
    }

    /// How many calls hold a version of a key; `nil` while new ones may.
    func leases(ofKeyVersion number: Int64) -> Int? { leases.map { $0(number) } ?? 0 }

    /// Seals a secret and stores it; once more when a rotation of the root key came between.
    ///
    /// - Parameters:
    ///   - secret: A provider's key.
    ///   - body: Stores it; may run several times.
    func seal<Answer: Sendable>(
        _ secret: Secret,
        _ body: @escaping @Sendable (SealedKey, Database, Timestamp) throws -> Answer
    ) async throws(AdministrationFault) -> Answer {
        let keys = try await keys()
        var turns = 0
        while true {
            let now = clock.now
            do {
                let sealed = try SealedKey(sealing: secret, under: keys.root, at: now)
                let answer = try await file.writer.write { transaction in
                    try body(sealed, transaction.database, now)
                }
                try await publisher?.renew(from: file)
                return answer
            } catch let fault as KeyringFault
                where fault.code == .rootKeyNotCurrent && turns < Self.sealsMax
            {
                turns += 1
                // cut short: the next turn ends with the same refusal
                try? await Task.sleep(for: .milliseconds(5))
            } catch { throw AdministrationFault(error) }
        }
    }

    /// How often a secret is sealed at most: a new root key is in use at once after the commit that says so.
    private static let sealsMax = 100

    /// Ends the calls in flight that use these versions of keys.
    package func cut(keyVersions: Set<Int64>) { cutter?(keyVersions) }

    /// Reads in one snapshot of the file.
    package func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AdministrationFault) -> Answer {
        try await file.question(body)
    }

    /// Root and service keys, from their source at first use.
    package func keys() async throws(AdministrationFault) -> OfficeKeys {
        if let keys = keyHolder.withLock({ $0 }) { return keys }
        let keys = try await OfficeKeys.load(from: file)
        keyHolder.withLock { $0 = keys }
        return keys
    }

    /// Notes that the data listener's traffic is encrypted from now on, or isn't.
    package func note(hasTLS: Bool) { factsHolder.withLock { $0.hasTLS = hasTLS } }

    /// What speaks to providers.
    package func transport() throws(AdministrationFault) -> Transport {
        do {
            return try transportHolder.withLock { held in
                if let held { return held }
                let made = try Transport()
                held = made
                return made
            }
        } catch {
            throw AdministrationFault(.upstream, "Nothing can be asked of providers: \(error)")
        }
    }

    /// Where content of calls is kept.
    package func contentDesk() async throws(AdministrationFault) -> ContentDesk {
        if let desk = contentHolder.withLock({ $0 }) { return desk }
        let made = ContentDesk(file: file, roots: try await keys().roots, clock: clock)
        return contentHolder.withLock { held in
            if let held { return held }
            held = made
            return made
        }
    }

    /// Goes on with a rotation of the root key that was cut short, if there is one.
    package func resumeRotation() async throws(AdministrationFault) {
        guard let job = try await read({ try VaultJobStore.open(in: $0) }) else { return }
        try await vault.finish(job, in: self, with: try await keys().roots)
    }

    /// Cuts a rotation short, between two transactions.
    package func pauseRotation() { vault.stop() }

    /// Ends what this office made for itself, and cuts short what it works on.
    package func close() {
        pauseRotation()
        transportHolder.withLock { $0?.shutdown() }
        contentHolder.withLock { $0?.close() }
    }
}

/// The keys that use cases seal and digest with.
package struct OfficeKeys: Sendable {
    /// Wrap what is sealed.
    package let roots: RootKeys
    /// Bursar's own keys.
    package let service: ServiceKeys
    /// The root key that seals now.
    package var root: RootKey { roots.current }

    package init(roots: RootKeys, service: ServiceKeys) {
        self.roots = roots
        self.service = service
    }

    /// Fetches the root keys that are in use from their sources and opens the service keys with them. Blocks, as the
    /// sources do.
    package static func load(from file: LedgerFile) async throws(AdministrationFault) -> OfficeKeys
    {
        let (current, others) = try await file.question { database in
            (try RootKeyStore.current(in: database), try RootKeyStore.needed(in: database))
        }
        let roots: RootKeys
        do {
            roots = RootKeys(
                try current.load(),
                decryptOnly: try others.map { record throws(KeyringFault) in try record.load() })
        } catch { throw AdministrationFault(error) }
        return OfficeKeys(
            roots: roots,
            service: try await file.question { try ServiceKeys(reading: $0, under: roots) })
    }
}

extension LedgerFile {
    /// Reads in one snapshot, and keeps what a reader's fault says: `read` makes a fault of its own of it.
    func question<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AdministrationFault) -> Answer {
        let result: Result<Answer, any Error>
        do { result = try await read { database in Result { try body(database) } } } catch {
            throw AdministrationFault(error)
        }
        do { return try result.get() } catch { throw AdministrationFault(error) }
    }
}

/// What `doctor` and messages say about this process.
package struct OfficeFacts: Sendable {
    /// The data directory.
    package let dataDirectory: String
    /// The version of this build.
    package let version: String
    /// Where clients knock; `nil` when no server runs here.
    package let listen: String?
    /// Is the data listener's traffic encrypted?
    package fileprivate(set) var hasTLS: Bool
    /// Is the memory for secrets locked?
    package let isMemoryLocked: Bool
    /// Since when this process runs.
    package let started: Timestamp

    package init(
        dataDirectory: String, version: String, listen: String? = nil, hasTLS: Bool = false,
        isMemoryLocked: Bool, started: Timestamp
    ) {
        self.dataDirectory = dataDirectory
        self.version = version
        self.listen = listen
        self.hasTLS = hasTLS
        self.isMemoryLocked = isMemoryLocked
        self.started = started
    }
}
