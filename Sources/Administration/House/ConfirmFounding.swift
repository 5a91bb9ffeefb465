/// What `init` asks a server that runs already: nothing is made, the answer says what is there.
package struct ConfirmFounding: UseCase {
    package static let name = "init"
    /// The root key's source that the operator named, with its whole path.
    package let rootKey: String?

    /// - Parameter rootKey: As the operator wrote it.
    package init(rootKey: String?) { self.rootKey = rootKey.map(Founding.absolute) }

    package func perform(in office: Office) async throws(AdministrationFault) -> Founding.Result {
        // The key folder is for what is made, and nothing is: a running server has its root key.
        try await Founding(
            file: office.file, dataDirectory: office.facts.dataDirectory, keyFolder: ""
        ).establish(source: rootKey, clock: office.clock)
    }
}
