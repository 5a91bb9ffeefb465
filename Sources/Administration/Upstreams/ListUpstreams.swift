import Keyring

/// All upstreams in use.
package struct ListUpstreams: UseCase {
    package static let name = "upstream.list"

    /// `{"upstreams":[…]}`
    package struct Answer: Codable, Sendable {
        package let upstreams: [UpstreamEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            Answer(
                upstreams: try UpstreamStore.list(in: database).map {
                    try UpstreamEntry($0, in: database)
                })
        }
    }
}
