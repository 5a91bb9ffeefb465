import ArgumentParser

/// `bursar upstream …`: where calls go.
struct UpstreamGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream", abstract: "Upstreams: the providers that calls go to.",
        subcommands: [UpstreamAdd.self, UpstreamList.self, UpstreamShow.self, UpstreamRemove.self])
}
