import Administration
import ArgumentParser

/// `bursar client list`.
struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All clients.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListClients())
        try house.format.write(answer) {
            var table = TextTable([
                .text("CLIENT"), .text("PARENT"), .text("STATE"), .number("TOKENS"),
                .text("CREATED"),
            ])
            for client in answer.clients {
                table.add([
                    client.name, client.parent, client.state, String(client.tokens),
                    client.createdAt,
                ])
            }
            return table.text(
                whenEmpty: "No clients yet: bursar client add NAME adds one.")
        }
    }
}
