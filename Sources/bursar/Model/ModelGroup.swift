import ArgumentParser

/// `bursar model …`: which upstreams serve which names.
struct ModelGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Models: the names clients ask for and who serves them.",
        subcommands: [ModelAdd.self, ModelList.self, ModelRemove.self])
}
