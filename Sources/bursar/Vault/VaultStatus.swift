import Administration
import ArgumentParser

/// `bursar vault status`.
struct VaultStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "The root keys, and how far a rotation is.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ShowVault())
        try house.format.write(answer) {
            var table = TextTable([
                .number("ROOT KEY"), .text("STATE"), .text("SOURCE"), .number("VALUES"),
                .number("SEALS"), .text("MADE"),
            ])
            for key in answer.rootKeys {
                table.add([
                    String(key.version), key.state, key.source, String(key.values),
                    String(key.seals), key.createdAt,
                ])
            }
            guard let rotation = answer.rotation else { return table.text }
            let state =
                rotation.endedAt.map { "ended \($0)" }
                ?? "\(rotation.left) left; goes on in the running server, or with bursar vault rotate"
            return table.text
                + "\nRotation to root key \(rotation.rootVersion)\(rotation.deep ? " (deep)" : ""): "
                + "\(rotation.sealed) values sealed anew, \(state)\n"
        }
    }
}
