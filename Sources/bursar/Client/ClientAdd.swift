import Administration
import ArgumentParser

/// `bursar client add NAME`.
struct ClientAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a client; give it a token with “bursar token issue”.")

    @Argument(help: "Its name: letters, digits, dot, dash, underscore.") var name: String
    @Option(help: "The client it belongs to.") var parent: String?
    @Option(help: "The policy it goes by (bursar policy put).") var policy: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let client = try await house.perform(AddClient(name: name, parent: parent, policy: policy))
        try house.format.write(client) { ClientText.facts(client) }
    }
}

/// Clients as text.
enum ClientText {
    /// One client.
    static func facts(_ client: ClientEntry) -> String {
        var facts = TextFacts()
        facts.add("client", client.name)
        facts.add("parent", client.parent)
        facts.add("policy", client.policy ?? "none of its own")
        facts.add("state", client.state)
        facts.add("tokens", String(client.tokens))
        facts.add("created", client.createdAt)
        return facts.text
    }
}
