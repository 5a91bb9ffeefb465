import Clients
import GRDB
import Policy

/// Clients and tokens as operators name them for limits and budgets; tokens by name, too, where it is unique.
enum SubjectText {
    /// The subject of `client:NAME` or `token:ID`.
    static func subject(_ text: String, in database: Database) throws -> PolicySubject {
        guard text.hasPrefix("token:") else {
            return try SubjectName.subject(text, in: database)
        }
        let token = try TokenName.find(String(text.dropFirst("token:".count)), in: database)
        return PolicySubject(.token, token.number)
    }
}
