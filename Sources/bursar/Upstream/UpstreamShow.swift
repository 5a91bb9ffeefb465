import Administration
import ArgumentParser

/// `bursar upstream show NAME`.
struct UpstreamShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One upstream.")

    @Argument(help: "The upstream's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let upstream = try await house.perform(ShowUpstream(name: name))
        try house.format.write(upstream) { UpstreamText.facts(upstream) }
    }
}
