import ArgumentParser

/// `bursar vault …`: the root key that everything is sealed under.
struct VaultGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "The root key: what is sealed under it, and its rotation.",
        subcommands: [VaultStatus.self, VaultRotate.self])
}
