import Clients

/// Ends a token for good, from the next call on.
package struct RevokeToken: UseCase {
    package static let name = "token.revoke"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> TokenEntry {
        try await office.change { database, now in
            let token = try TokenName.find(id, in: database)
            return TokenEntry(
                try TokenStore.revoke(id: token.id, at: now, in: database), at: now)
        }
    }
}
