import Keyring
import Vocabulary

/// All keys, those that were revoked too.
package struct ListKeys: UseCase {
    package static let name = "key.list"

    /// `{"keys":[…]}`
    package struct Answer: Codable, Sendable {
        package let keys: [KeyEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            Answer(
                keys: try KeyStore.list(in: database).map {
                    try KeyEntry($0, at: now, in: database)
                })
        }
    }
}
