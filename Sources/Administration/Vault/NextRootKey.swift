import Foundation
import Keyring
import Storage
import Vault
import Vocabulary

/// Finds or makes the root key that follows the one in use.
struct NextRootKey: Sendable {
    let office: Office

    /// Fetches it from its source, or makes a file.
    ///
    /// - Parameter text: The source as the operator wrote it; `nil` for a new file beside the present one.
    /// - Throws: `.invalid` for a source that can't be, `.conflict` for the key of an earlier version, `.rootKey`.
    func fetch(_ text: String?) async throws(AdministrationFault) -> (RootKey, RootKeyRecord) {
        let known = try await office.read { try RootKeyStore.list(in: $0) }
        guard let newest = known.first, let current = known.first(where: { $0.state == .current })
        else {
            throw AdministrationFault(
                .notInitialised, "This data has no root key. Run bursar init.")
        }
        let founding = Founding(
            file: office.file, dataDirectory: office.facts.dataDirectory, keyFolder: "")
        let source: RootKeySource
        if let given = try founding.source(text) {
            source = given
        } else {
            guard case .file(let path) = current.source.kind else {
                throw AdministrationFault(
                    .invalid,
                    "The present root key comes from \(current.source), so say where the next one does: --to SOURCE."
                )
            }
            let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            source = .file(
                at: try Founding(
                    file: office.file, dataDirectory: office.facts.dataDirectory, keyFolder: folder
                ).newKeyPath())
        }
        try check(source)
        let (now, version) = (office.clock.now, newest.version + 1)
        // a command or scrypt takes its time, and calls need the pool's threads
        let made = await Self.onOwnThread { () -> Result<(RootKey, RootKeyRecord), any Error> in
            Result { try Founding.rootKey(source, version: version, at: now) }
        }
        let (root, record): (RootKey, RootKeyRecord)
        do { (root, record) = try made.get() } catch { throw AdministrationFault(error) }
        if let same = known.first(where: { $0.checkValue == root.checkValue }) {
            throw AdministrationFault(
                .conflict,
                "\(source) is root key \(same.version) of this data already; a rotation needs another key."
            )
        }
        return (root, record)
    }

    /// A server has neither the operator's environment nor terminal.
    private func check(_ source: RootKeySource) throws(AdministrationFault) {
        guard office.isServing else { return }
        switch source.kind {
        case .environment, .passphraseTerminal:
            throw AdministrationFault(
                .invalid,
                "A running server can't take a root key from \(source); stop it and repeat, or give a file, a credential or a command."
            )
        case .file, .credential, .passphraseFile, .command: break
        }
    }

    private static func onOwnThread<Answer: Sendable>(
        _ body: @escaping @Sendable () -> Answer
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
