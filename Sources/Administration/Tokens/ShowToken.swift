import Clients
import GRDB
import Vocabulary

/// One token, without its secret.
package struct ShowToken: UseCase {
    package static let name = "token.show"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> TokenEntry {
        let now = office.clock.now
        return try await office.read { database in
            let token = try TokenName.find(id, in: database)
            return TokenEntry(
                token, claim: try TokenClaims.state(ofToken: token.number, in: database), at: now)
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

    /// The token of an id, or of a name that only one token in use has; `client/name` tells equal names apart.
    static func find(_ text: String, in database: Database) throws -> Token {
        let id = id(text)
        if let token = try TokenStore.find(id: id, in: database) { return token }
        let named = try TokenStore.list(in: database).filter { token in
            guard token.revokedAt == nil, let name = token.name else { return false }
            return name == text || token.clientName + "/" + name == text
        }
        guard named.count <= 1 else {
            throw AdministrationFault(
                .conflict,
                "\(named.count) tokens are named “\(text.prefix(64))”; use an id of bursar token list."
            )
        }
        return try named.first ?? TokenStore.get(id: id, in: database)
    }
}
