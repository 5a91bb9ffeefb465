import Journal
import Keyring
import Vault
import Vocabulary

/// Signs the log as it is.
package struct SignCheckpoint: UseCase {
    package static let name = "ledger.checkpoint"

    /// `{"origin","size","root","note","key","signed_at"}`
    package struct Answer: Codable, Sendable {
        package let origin: String
        package let size: Int64
        /// Base64.
        package let root: String
        /// The signed note (C2SP tlog-checkpoint).
        package let note: String
        /// What its signature is checked with (C2SP signed-note).
        package let key: String
        package let signedAt: String

        init(_ signed: SignedCheckpoint) {
            origin = signed.checkpoint.origin
            size = signed.checkpoint.size
            root = Base64.text(signed.checkpoint.root.bytes)
            note = signed.note.description
            key = signed.key.description
            signedAt = signed.at.text
        }
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let signer = try await office.signer()
        do { return Answer(try await signer.sign()) } catch { throw AdministrationFault(error) }
    }
}

extension Office {
    /// What signs the log.
    package func signer() async throws(AdministrationFault) -> CheckpointSigner {
        guard let seed = try await keys().service[.ledgerSeed] else {
            throw AdministrationFault(
                .notInitialised, "This data has no key to sign the log with. Run `bursar init`.")
        }
        do {
            return try CheckpointSigner(file: file, seed: seed, clock: clock)
        } catch { throw AdministrationFault(error) }
    }
}
