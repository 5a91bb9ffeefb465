import ArgumentParser

/// `bursar policy …`: what clients may do.
struct PolicyGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Policies: what clients may do.",
        subcommands: [
            PolicyPut.self, PolicyList.self, PolicyShow.self, PolicyRemove.self, PolicyCheck.self,
            PolicyDetectorsList.self,
        ])
}
