import Administration
import ArgumentParser

/// `bursar upstream list`.
struct UpstreamList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All upstreams.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListUpstreams())
        try house.format.write(answer) {
            var table = TextTable([
                .text("UPSTREAM"), .text("DIALECT"), .text("URL"), .number("KEYS"),
                .text("ALLOWED"),
            ])
            for upstream in answer.upstreams {
                table.add([
                    upstream.name, upstream.dialect, upstream.url, String(upstream.keys),
                    UpstreamText.allowed(upstream),
                ])
            }
            return table.text(
                whenEmpty: "No upstreams yet: bursar upstream add openai adds one.")
        }
    }
}
