import Administration
import ArgumentParser

/// `bursar model remove GLOB`.
struct ModelRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Serve a model no longer; its history stays.")

    @Argument(help: "The glob as it was added.") var glob: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(RemoveModel(glob: glob))
        try house.format.write(answer) { "Removed model \(PlainText.word(answer.model)).\n" }
    }
}
