import Administration
import ArgumentParser

/// `bursar key list`.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All keys and how they do, without their secrets.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListKeys())
        try house.format.write(answer) {
            var table = TextTable([
                .text("ID"), .text("NAME"), .text("UPSTREAM"), .number("VERSION"), .text("STATE"),
                .text("UNTIL"),
                .text("REASON"), .number("WEIGHT"), .number("PARALLEL"), .text("LAST USED"),
            ])
            for key in answer.keys {
                table.add([
                    key.id, key.name, key.upstream, String(key.version), key.state, key.until,
                    key.reason,
                    String(key.weight), key.parallel.map(String.init), key.lastUsedAt,
                ])
            }
            return table.text(
                whenEmpty: "No keys yet: bursar key add UPSTREAM < secret seals one.")
        }
    }
}
