import Administration
import ArgumentParser

/// `bursar model add GLOB --to TARGET …`.
struct ModelAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Say which upstreams serve a model; replaces what was said before.",
        discussion: """
            They are asked in order, until one answers. Those joined by “,” share the calls by weight, and of them those \
            that speak the client's own protocol come first. \
            Example: bursar model add 'gpt-*' --to openai:3,azure:1 openrouter/openai/gpt-4o
            """)

    @Argument(help: "The name clients ask for; * and ? stand for any.") var glob: String
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("In order, who serves it.", valueName: "upstream[/model][:weight]"))
    var to: [String]
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let model = try await house.perform(SetModel(glob: glob, targets: to))
        try house.format.write(model) { ModelText.table([model]) }
    }
}

/// Models as text.
enum ModelText {
    /// One line a target.
    static func table(_ models: [ModelEntry]) -> String {
        var table = TextTable([
            .text("MODEL"), .number("LEVEL"), .text("UPSTREAM"), .text("ITS MODEL"),
            .number("WEIGHT"),
        ])
        for model in models {
            for target in model.targets {
                table.add([
                    model.model, String(target.level), target.upstream, target.model ?? "the same",
                    String(target.weight),
                ])
            }
        }
        return table.text(
            whenEmpty: "No models yet: bursar model add GLOB --to UPSTREAM adds one.")
    }
}
