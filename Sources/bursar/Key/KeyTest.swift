import Administration
import ArgumentParser

/// `bursar key test ID`.
struct KeyTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Ask the provider for its models with this key; costs nothing.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(TestKey(id: id))
        try house.format.write(answer) {
            answer.test.ok
                ? "The key works: the provider lists \(answer.test.models ?? 0) models.\n" : ""
        }
        if let problem = answer.test.problem { throw CommandFailure(problem) }
    }
}
