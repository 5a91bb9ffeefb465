import Journal
import Ledger
import Vocabulary

/// The proof that a call is in the log.
package struct ProveCall: UseCase {
    package static let name = "ledger.proof"
    /// The call's id.
    package let id: String

    package init(id: String) { self.id = id }

    /// `{"call","index","leaf","proof","key"}`
    package struct Answer: Codable, Sendable {
        package let call: String
        /// The leaf's index: of the outcome once the call has ended, else of the intent.
        package let index: Int64
        /// The leaf, as it stands.
        package let leaf: String
        /// The file (C2SP tlog-proof).
        package let proof: String
        /// What the checkpoint's signature in it is checked with.
        package let key: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.proof(ofCall: try CallName.id(id), token: nil)
    }
}

extension Office {
    /// The proof of a call.
    ///
    /// - Parameter token: Only when it is this token's call, by number.
    func proof(
        ofCall id: Identifier, token: Int64?
    ) async throws(AdministrationFault) -> ProveCall.Answer {
        let signer = try await signer()
        return try await read { database in
            guard let (index, leaf) = try LeafFinder(database).leaf(ofCall: id, token: token) else {
                throw AdministrationFault(.notFound, "There is no call \(id) in the log.")
            }
            let proof = try signer.prove(leaf, at: index, in: database)
            guard let key = try JournalIdentity.find(in: database)?.verifierKey else {
                throw AdministrationFault(
                    .conflict, "The log isn't signed yet; run bursar ledger checkpoint first.")
            }
            return ProveCall.Answer(
                call: id.description, index: index, leaf: String(decoding: leaf, as: UTF8.self),
                proof: proof.text, key: key.description)
        }
    }
}
