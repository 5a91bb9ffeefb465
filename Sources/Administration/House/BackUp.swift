import Storage
import Vocabulary

/// Copies the ledger, as it is at one moment, into one file, while calls go on.
package struct BackUp: UseCase {
    package static let name = "backup"
    /// The absolute path of a file that isn't there yet.
    package let path: String
    /// Does kept content, sealed as it is, go along?
    package let withContent: Bool

    package init(path: String, withContent: Bool) {
        self.path = path
        self.withContent = withContent
    }

    /// `{"file","bytes","calls","attempts","cost_usd","cost_nano_usd","schema","parts":[…]}`
    package struct Answer: Codable, Sendable {
        package let file: String
        package let bytes: Int64
        package let calls: Int64
        package let attempts: Int64
        package let costUSD: String
        package let costNanoUSD: Int64
        /// How many steps of the schema it has.
        package let schema: Int
        /// The files that went along.
        package let parts: [String]
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        guard path.hasPrefix("/"), path.utf8.count <= 4_000 else {
            throw AdministrationFault(
                .invalid, "The backup's file must be given by its whole path.")
        }
        let content = office.facts.dataDirectory + "/content.db"
        do {
            let facts = try await office.file.backUp(
                to: path, alongside: withContent ? [content] : [], version: office.facts.version,
                at: office.clock.now)
            return Answer(
                file: path, bytes: facts.bytes, calls: facts.calls, attempts: facts.attempts,
                costUSD: NanoUSD(facts.costNanoUSD).dollars, costNanoUSD: facts.costNanoUSD,
                schema: facts.schema, parts: facts.parts)
        } catch {
            guard error.code == .unwritable else { throw AdministrationFault(error) }
            throw AdministrationFault(.conflict, error.description)
        }
    }
}
