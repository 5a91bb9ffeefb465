import Administration
import ArgumentParser

/// `bursar key show ID`.
struct KeyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One key and its versions, without the secret.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let key = try await house.perform(ShowKey(id: id))
        try house.format.write(key) { KeyText.facts(key) }
    }
}

/// Keys as text.
enum KeyText {
    /// Name and id; empty for none.
    static func named(_ name: String, id: String) -> String {
        name.isEmpty ? id : "\(name) (\(id))"
    }

    /// One key.
    static func facts(_ key: KeyEntry) -> String {
        var facts = TextFacts()
        facts.add("key", key.id)
        facts.add("name", key.name)
        facts.add("upstream", key.upstream)
        facts.add("version", String(key.version))
        facts.add("state", key.state)
        facts.add("until", key.until)
        facts.add("reason", key.reason)
        facts.add("weight", String(key.weight))
        facts.add("parallel", key.parallel.map(String.init) ?? "no limit")
        facts.add("models", key.models?.joined(separator: ", ") ?? "any")
        facts.add("created", key.createdAt)
        facts.add("expires", key.expiresAt ?? "never")
        facts.add("revoked", key.revokedAt)
        facts.add("last used", key.lastUsedAt)
        return facts.text
    }
}
