import Clients
import Content
import Foundation
import Keyring
import Policy
import Redaction
import Storage
import Synchronization
import Vocabulary
import Wire

/// Keeps content of calls where policy says so, shows it to operators and erases it.
package final class ContentDesk: Sendable {
    /// How many policies' maskers are kept; more than that begin anew.
    private static let maskersMax = 256

    let store: ContentStore
    private let file: LedgerFile
    private let roots: RootKeys
    private let keys: ContentKeyCache
    private let maskers = Mutex<[RedactionRules: Redactor]>([:])

    /// The desk of a data file; its content is in `content.db` beside it.
    package init(file: LedgerFile, roots: RootKeys, clock: any Clock) {
        self.file = file
        self.roots = roots
        let keys = ContentKeyCache(file: file, roots: roots, clock: clock)
        self.keys = keys
        store = ContentStore(
            path: URL(filePath: file.path).deletingLastPathComponent()
                .appending(path: "content.db").path, clock: clock
        ) { try await keys.key(of: $0) }
    }

    /// Begins to write what calls hand over; the caller owns the task.
    package func start() -> Task<Void, Never> { store.start() }

    /// Ends writing, once all that was handed over is written, and closes the file.
    package func end(_ running: Task<Void, Never>? = nil) async {
        store.finish()
        await running?.value
        store.close()
    }

    /// Closes the file, where nothing writes to it.
    package func close() { store.close() }

    /// Begins to gather a call's content; `nil` when its policy keeps none.
    func draft(
        _ policy: Policy, _ redaction: RequestRedaction?, dialect: Dialect, isStream: Bool
    ) -> ContentDraft? {
        guard let keeping = policy.content, keeping.isKept, let redaction else { return nil }
        guard let masker = masker(for: policy) else {
            store.noteLoss()
            return nil
        }
        return ContentDraft(
            store, request: redaction.document.bytes,
            retentionMilliseconds: keeping.retentionMilliseconds, masker: masker, dialect: dialect,
            isStream: isStream)
    }

    private func masker(for policy: Policy) -> Redactor? {
        let rules = policy.redaction
        if let known = maskers.withLock({ $0[rules] }) { return known }
        // A policy that can't be built has refused the call already.
        guard let made = try? Redactor(policy: RedactionPolicy(rules, scansReplies: true).masking)
        else { return nil }
        maskers.withLock {
            if $0.count >= Self.maskersMax { $0.removeAll() }
            $0[rules] = made
        }
        return made
    }

    /// What is kept of a call; `nil` for nothing.
    ///
    /// - Throws: `StorageFault`, `KeyringFault`, `VaultFault` for what doesn't open.
    package func find(_ call: Identifier) async throws -> KeptCall? {
        let (file, roots) = (file, roots)
        return try await store.find(call) { client, version in
            try await file.writer.write { transaction in
                try ContentKeyStore.find(
                    client: client, version: version, under: roots, in: transaction.database)
            }.map { ContentKey(version: $0.version, secret: $0.secret) }
        }
    }

    /// How many calls' content is kept of a subject.
    package func count(_ subject: ErasedSubject) async throws -> Int {
        try await store.count(subject)
    }

    /// Takes what was kept away for good. A client's keys are destroyed before, in the ledger's file; this wipes what was
    /// under them and empties the logs.
    package func erase(_ subject: ErasedSubject) async throws {
        if case .client(let client) = subject { keys.forget(client) }
        try await store.erase(subject)
        await file.writer.emptyLog()
    }

    /// Takes away what is past its retention.
    func prune() async throws { try await store.prune() }
}

extension RedactionPolicy {
    /// The same, with nothing left to put back or to refuse: all that is looked for is masked.
    fileprivate var masking: RedactionPolicy {
        var policy = self
        policy.standard = standard == .allow ? .allow : .mask
        policy.detectors = detectors.mapValues { $0 == .allow ? .allow : .mask }
        policy.wordsAction = wordsAction == .allow ? .allow : .mask
        policy.patterns = patterns.map {
            Pattern(
                name: $0.name, pattern: $0.pattern, action: $0.action == .allow ? .allow : .mask)
        }
        return policy
    }
}
