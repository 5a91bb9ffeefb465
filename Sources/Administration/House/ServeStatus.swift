import Vocabulary

/// How the running server does.
package struct ServeStatus: UseCase {
    package static let name = "serve.status"

    /// What it says of itself.
    package struct Answer: Codable, Sendable {
        package let version: String
        package let data: String
        /// Where clients knock; `nil` when no server runs.
        package let listen: String?
        package let tls: Bool
        package let startedAt: String
        package let uptimeSeconds: Int64
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let facts = office.facts
        return Answer(
            version: facts.version, data: facts.dataDirectory, listen: facts.listen,
            tls: facts.hasTLS,
            startedAt: facts.started.text,
            uptimeSeconds: (office.clock.now.milliseconds - facts.started.milliseconds) / 1000)
    }
}
