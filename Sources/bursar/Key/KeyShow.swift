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
        for bench in key.benches {
            facts.add("waits", "\(bench.models) until \(bench.until): \(bench.reason)")
        }
        return facts.text + versions(key)
    }

    /// What each version served, and what was proven of those that ended; empty where nobody looked.
    private static func versions(_ key: KeyEntry) -> String {
        guard key.versions.contains(where: { $0.use != nil }) else { return "" }
        var table = TextTable([
            .number("VERSION"), .text("STATE"), .text("MADE"), .text("ENDED"), .number("ATTEMPTS"),
            .text("FIRST USED"), .text("LAST USED"), .text("LAST CALL"),
            .number("ENTRY"),
        ])
        for version in key.versions {
            table.add([
                String(version.version), version.state, version.createdAt, version.endedAt,
                version.use.map { String($0.attempts) }, version.use?.firstUsedAt,
                version.use?.lastUsedAt, version.use?.lastCall,
                version.use?.lastEntry.map { String($0) },
            ])
        }
        let words = key.versions.compactMap { version -> String? in
            guard let use = version.use, let end = version.endedAt else { return nil }
            return use.attemptsAfterEnd == 0
                ? "Version \(version.version) served nothing after \(end).\n"
                : "Version \(version.version): \(use.attemptsAfterEnd) attempts began after \(end), its end. This is a fault of Bursar, or the ledger was changed.\n"
        }
        return "\n" + table.text + words.joined()
    }
}
