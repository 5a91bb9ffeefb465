import Administration
import ArgumentParser

/// `bursar upstream remove NAME`.
struct UpstreamRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an upstream that no model and no key needs; its history stays.")

    @Argument var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(RemoveUpstream(name: name))
        try house.format.write(answer) { "Removed upstream \(PlainText.word(answer.name)).\n" }
    }
}
