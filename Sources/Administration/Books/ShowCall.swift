import Ledger

/// One call with all its attempts.
package struct ShowCall: UseCase {
    package static let name = "call.show"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> CallEntry {
        let id = try CallName.id(id)
        return try await office.read { database in
            guard let call = try CallRecord.find(id, in: database) else {
                throw AdministrationFault(
                    .notFound, "There is no call \(id); bursar call list shows the newest.")
            }
            return CallEntry(call)
        }
    }
}
