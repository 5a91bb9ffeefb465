import Administration
import ArgumentParser

/// `bursar key enable ID`.
struct KeyEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Put a key back into use, whatever kept it out.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let key = try await house.perform(EnableKey(id: id))
        try house.format.write(key) { KeyText.facts(key) }
    }
}
