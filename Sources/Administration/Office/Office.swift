import GRDB
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
    package let facts: OfficeFacts
    private let publisher: DirectoryPublisher?
    private let cutter: (@Sendable (Set<Int64>) -> Void)?
    private let keyHolder: Mutex<OfficeKeys?>
    private let transportHolder: Mutex<Transport?>

    /// - Parameters:
    ///   - file: The data file, recovered.
    ///   - facts: About this process and its files.
    ///   - keys: Root and service keys; `nil` loads them when a use case needs them.
    ///   - transport: For asking providers; `nil` makes one when a use case needs it.
    ///   - publisher: Renews what calls are served from; `nil` where none are served.
    ///   - cutter: Ends the calls that use these versions of keys, by number; `nil` where none are served.
    package init(
        file: LedgerFile, facts: OfficeFacts, keys: OfficeKeys? = nil, transport: Transport? = nil,
        publisher: DirectoryPublisher? = nil, cutter: (@Sendable (Set<Int64>) -> Void)? = nil,
        clock: any Clock = SystemClock()
    ) {
        self.file = file
        self.facts = facts
        self.publisher = publisher
        self.cutter = cutter
        self.clock = clock
        keyHolder = Mutex(keys)
        transportHolder = Mutex(transport)
    }

    /// Changes the directory durably; when this returns, the next call is served by the change.
    ///
    /// - Parameter body: A function of its inputs and the database; may run twice.
    package func change<Answer: Sendable>(
        _ body: @escaping @Sendable (Database, Timestamp) throws -> Answer
    ) async throws(AdministrationFault) -> Answer {
        let now = clock.now
        let answer: Answer
        do {
            answer = try await file.writer.write { transaction in
                try body(transaction.database, now)
            }
        } catch { throw AdministrationFault(error) }
        try await publisher?.renew(from: file)
        return answer
    }

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

    /// Ends what this office made for itself.
    package func close() {
        transportHolder.withLock { $0?.shutdown() }
    }
}

/// The keys that use cases seal and digest with.
package struct OfficeKeys: Sendable {
    /// Wraps what is sealed.
    package let root: RootKey
    /// Bursar's own keys.
    package let service: ServiceKeys

    package init(root: RootKey, service: ServiceKeys) {
        self.root = root
        self.service = service
    }

    /// Fetches the root key from its source and opens the service keys with it. Blocks, as the source does.
    package static func load(from file: LedgerFile) async throws(AdministrationFault) -> OfficeKeys
    {
        let record = try await file.question { try RootKeyStore.current(in: $0) }
        let root: RootKey
        do { root = try record.load() } catch { throw AdministrationFault(error) }
        return OfficeKeys(
            root: root,
            service: try await file.question { try ServiceKeys(reading: $0, under: root) })
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
    package let hasTLS: Bool
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
