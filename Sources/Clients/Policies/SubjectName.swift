import GRDB
import Policy
import Storage
import Vocabulary

/// How operators name what a limit or budget is for: `client:NAME` or `token:ID`.
package enum SubjectName {
    /// The subject of a name.
    ///
    /// - Throws: `.badSubject`, `.noSuchClient`, `.noSuchToken`.
    package static func subject(_ text: String, in database: Database) throws -> PolicySubject {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "client" where parts.count == 2:
            return PolicySubject(
                .client, try ClientStore.get(name: parts[1], in: database).number)
        case "token" where parts.count == 2:
            return PolicySubject(.token, try TokenStore.get(id: parts[1], in: database).number)
        default:
            throw ClientsFault(
                .badSubject,
                "“\(text.prefix(80))” names nothing; write client:NAME or token:ID.")
        }
    }

    /// The name of a subject; its number, should it be gone.
    package static func text(_ subject: PolicySubject, in database: Database) throws -> String {
        switch subject.kind {
        case .client:
            let client = try ClientStore.find(number: subject.number, in: database)
            return "client:\(client?.name ?? String(subject.number))"
        case .token:
            let id = try String.fetchOne(
                database, sql: "SELECT id FROM token WHERE number = ?", arguments: [subject.number])
            return "token:\(id ?? String(subject.number))"
        }
    }
}
