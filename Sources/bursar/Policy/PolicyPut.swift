import Administration
import ArgumentParser

/// `bursar policy put NAME FILE`.
struct PolicyPut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Put a policy file under a name, as a new version.",
        discussion: "Give it to a client with “bursar client add --policy” or “bursar client set”.")

    @Argument(help: "Its name: letters, digits, dot, dash, underscore.") var name: String
    @Argument(help: "A YAML or JSON file; - for standard input.") var file: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let json = try PolicyFile.json(at: file)
        let policy = try await house.perform(PutPolicy(name: name, policy: json))
        try house.format.write(policy) { PolicyText.facts(policy) }
    }
}

/// Policies as text.
enum PolicyText {
    /// One policy.
    static func facts(_ policy: PolicyEntry) -> String {
        var facts = TextFacts()
        facts.add("policy", policy.name)
        facts.add("version", String(policy.version))
        facts.add(
            "clients", policy.clients.isEmpty ? "none" : policy.clients.joined(separator: ", "))
        facts.add("created", policy.createdAt)
        return facts.text
    }
}
