import Keyring

/// Serves a model no longer.
package struct RemoveModel: UseCase {
    package static let name = "model.remove"
    package let glob: String

    package init(glob: String) { self.glob = glob }

    /// `{"model","removed"}`
    package struct Answer: Codable, Sendable {
        package let model: String
        package let removed: Bool
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.change { database, now in
            try ModelStore.remove(glob: glob, at: now, in: database)
            return Answer(model: glob, removed: true)
        }
    }
}
