import Administration
import ArgumentParser

/// `bursar key disable ID`.
struct KeyDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Take a key out of use until it is enabled; calls under way finish.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let key = try await house.perform(DisableKey(id: id))
        try house.format.write(key) { KeyText.facts(key) }
    }
}
