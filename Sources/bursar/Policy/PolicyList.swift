import Administration
import ArgumentParser

/// `bursar policy list`.
struct PolicyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All policies in force.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListPolicies())
        try house.format.write(answer) {
            var table = TextTable([
                .text("POLICY"), .number("VERSION"), .text("CLIENTS"), .text("CREATED"),
            ])
            for policy in answer.policies {
                table.add([
                    policy.name, String(policy.version), policy.clients.joined(separator: ","),
                    policy.createdAt,
                ])
            }
            return table.text(
                whenEmpty: "No policies yet: bursar policy put NAME FILE puts one.")
        }
    }
}
