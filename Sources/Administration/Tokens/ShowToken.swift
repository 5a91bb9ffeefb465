import Clients
import Vocabulary

/// One token, without its secret.
package struct ShowToken: UseCase {
    package static let name = "token.show"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> TokenEntry {
        let now = office.clock.now
        return try await office.read { database in
            TokenEntry(try TokenStore.get(id: TokenName.id(id), in: database), at: now)
        }
    }
}

/// How operators name a token.
enum TokenName {
    /// The public id of an id or of a whole token that was pasted.
    static func id(_ text: String) -> String {
        guard text.hasPrefix("bur_") else { return text }
        return String(text.dropFirst(4).prefix { $0 != "_" })
    }
}
