import Administration
import ArgumentParser

/// `bursar upstream remove NAME`.
struct UpstreamRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an upstream that no model needs, and revoke its keys; its history stays.")

    @Argument(help: "The upstream's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(RemoveUpstream(name: name))
        try house.format.write(answer) {
            let count = answer.revokedKeys
            let keys = count == 0 ? "" : " and revoked its \(count) key\(count == 1 ? "" : "s")"
            return "Removed upstream \(PlainText.word(answer.name))\(keys).\n"
        }
    }
}
