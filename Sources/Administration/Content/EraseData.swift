import Clients
import Content
import GRDB
import Gateway
import Keyring
import Ledger
import Storage
import Vocabulary

/// Destroys what is kept of a person's calls: a client's content key and all content under it, or one call's content. The
/// ledger stays whole; that it was done, when and why is in it for good.
package struct EraseData: UseCase {
    package static let name = "data.erase"
    /// `client:NAME` or `call:ID`.
    package let subject: String
    /// Why, such as a ticket's number; kept, so no personal data.
    package let reason: String?

    package init(subject: String, reason: String? = nil) {
        self.subject = subject
        self.reason = reason
    }

    package struct Answer: Codable, Sendable {
        package let id: String
        package let subject: String
        /// Of how many calls content was kept.
        package let bodies: Int
        package let erasedAt: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        if let reason, !(1...200).contains(reason.count) {
            throw AdministrationFault(.invalid, "A reason has 1 to 200 characters.")
        }
        let (client, call) = try await whose(in: office)
        let erased: ErasedSubject = call.map { .call($0) } ?? .client(client)
        let desk = try await office.contentDesk()
        let reason = reason
        do {
            let bodies = try await desk.count(erased)
            // First the keys and the record of it, together; what is left then opens no more.
            let (id, at) = try await office.change { database, now in
                if call == nil {
                    try ContentKeyStore.destroy(client: client, at: now, in: database)
                    // What models wanted back of their reasoning speaks of content, too.
                    try database.execute(
                        sql: "DELETE FROM proof_stash WHERE client = ?", arguments: [client])
                }
                let id = try Erasures.note(
                    client: client, call: call, reason: reason, bodies: bodies, at: now,
                    in: database)
                return (id, now)
            }
            try await desk.erase(erased)
            return Answer(
                id: id.description, subject: subject, bodies: bodies, erasedAt: at.text)
        } catch {
            throw AdministrationFault(error)
        }
    }

    /// The client, and the one call if it is about one.
    private func whose(
        in office: Office
    ) async throws(AdministrationFault) -> (client: Int64, call: Identifier?) {
        let parts = subject.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "client" where parts.count == 2:
            return try await office.read { database in
                (try ClientStore.get(name: parts[1], in: database).number, nil)
            }
        case "call" where parts.count == 2:
            let id = try CallName.id(parts[1])
            return try await office.read { database in
                let client = try Int64.fetchOne(
                    database, sql: "SELECT client FROM call WHERE id = ?",
                    arguments: [id.bytes.data])
                guard let client else {
                    throw AdministrationFault(
                        .notFound, "There is no call \(id); bursar call list shows the newest.")
                }
                return (client, id)
            }
        default:
            throw AdministrationFault(
                .invalid, "“\(subject.prefix(80))” names nothing; write client:NAME or call:ID.")
        }
    }
}
