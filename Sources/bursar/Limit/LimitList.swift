import Administration
import ArgumentParser

/// `bursar limit list`.
struct LimitList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All limits in force.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListLimits())
        try house.format.write(answer) { LimitText.table(answer.limits) }
    }
}
