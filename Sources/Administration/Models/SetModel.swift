import Keyring
import Vocabulary

/// Says which upstreams serve a model; replaces what was said of the same glob.
package struct SetModel: UseCase {
    package static let name = "model.add"
    package let glob: String
    /// `UPSTREAM[/MODEL][:WEIGHT]`, in order; `,` within one level of the order.
    package let targets: [String]

    package init(glob: String, targets: [String]) {
        self.glob = glob
        self.targets = targets
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> ModelEntry {
        let change: ModelChange
        do {
            change = try ModelChange(
                id: Identifier(at: office.clock.now), glob: glob, levels: targets)
        } catch {
            throw AdministrationFault(error)
        }
        return try await office.change { database, now in
            ModelEntry(try ModelStore.set(change, at: now, in: database))
        }
    }
}
