import Foundation
import Keyring
import Vault

/// Looks at where the root keys come from: does the data open, is the source a weak one, is a rotation unfinished?
struct RootKeyInspection: Sendable {
    let office: Office

    /// What was found.
    func findings() async -> [Diagnose.Finding] {
        do {
            let record = try await office.read { try RootKeyStore.current(in: $0) }
            _ = try await office.keys()
            return [Diagnose.Finding(.ok, "root key", "from \(record.source) opens the data")]
                + weakness(of: record.source) + (try await unfinished())
        } catch {
            return [
                Diagnose.Finding(
                    .wrong, "root key", error.message,
                    "Until it opens again, no key can be used and no call leaves.")
            ]
        }
    }

    private func weakness(of source: RootKeySource) -> [Diagnose.Finding] {
        switch source.kind {
        case .environment:
            risk(
                "comes from the environment, which other processes of this user can read",
                "Prefer file:, credential: or command: (bursar vault rotate --to SOURCE).")
        case .passphraseFile, .passphraseTerminal:
            risk(
                "is a passphrase: as strong as its words, for whoever has a copy of the data",
                "Prefer a random key: bursar vault rotate --to file:PATH, or a credential or command."
            )
        case .file(let path) where isOpen(folderOf: path):
            risk(
                "lies in a folder that others may write to, so they can put another in its place",
                "Close the folder: chmod go-w \(folder(of: path)).")
        case .file, .credential, .command: []
        }
    }

    private func unfinished() async throws(AdministrationFault) -> [Diagnose.Finding] {
        let status = try await ShowVault().perform(in: office)
        guard let rotation = status.rotation, rotation.endedAt == nil else { return [] }
        return risk(
            "is being rotated; \(rotation.left) values are still sealed as before",
            "Keep the old root key until it is done: bursar vault rotate goes on with it.")
    }

    private func risk(_ finding: String, _ advice: String) -> [Diagnose.Finding] {
        [Diagnose.Finding(.risk, "root key", finding, advice)]
    }

    private func folder(of path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }

    private func isOpen(folderOf path: String) -> Bool {
        // gone meanwhile: the key itself is missed first
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder(of: path))
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue
        return mode.map { $0 & 0o022 != 0 && $0 & 0o1000 == 0 } ?? false
    }
}
