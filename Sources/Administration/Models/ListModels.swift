import Keyring

/// All models and who serves them.
package struct ListModels: UseCase {
    package static let name = "model.list"

    /// `{"models":[…]}`
    package struct Answer: Codable, Sendable {
        package let models: [ModelEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            Answer(models: try ModelStore.list(in: database).map(ModelEntry.init))
        }
    }
}
