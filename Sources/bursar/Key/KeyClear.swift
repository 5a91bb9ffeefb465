import Administration
import ArgumentParser

/// `bursar key clear ID`.
struct KeyClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "End what a key waits for; one that was disabled by hand stays so.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let key = try await house.perform(ClearKey(id: id))
        try house.format.write(key) { KeyText.facts(key) }
    }
}
