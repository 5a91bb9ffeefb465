import ArgumentParser

/// `bursar client …`: who may call.
struct ClientGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Clients: the applications and teams that call.",
        subcommands: [
            ClientAdd.self, ClientList.self, ClientShow.self, ClientSet.self, ClientSuspend.self,
            ClientResume.self,
        ])
}
