import Administration
import ArgumentParser

/// `bursar model list`.
struct ModelList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All models and their targets.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListModels())
        try house.format.write(answer) { ModelText.table(answer.models) }
    }
}
