import Administration
import ArgumentParser

/// `bursar limit set client:NAME|token:ID`.
struct LimitSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set a client's or token's limits; without any, take them away.",
        discussion: "A client's limits are shared by all clients below it and their tokens.")

    @Argument(help: "client:NAME or token:ID.") var subject: String
    @Option(help: "Requests in any sixty seconds.") var rpm: Int64?
    @Option(help: "Tokens in any sixty seconds, input and output together.") var tpm: Int64?
    @Option(help: "Calls under way at once.") var parallel: Int64?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let limit = try await house.perform(
            SetLimit(subject: subject, rpm: rpm, tpm: tpm, parallel: parallel))
        try house.format.write(limit) { LimitText.table([limit]) }
    }
}

/// Limits as text.
enum LimitText {
    /// One line a subject.
    static func table(_ limits: [LimitEntry]) -> String {
        var table = TextTable([
            .text("SUBJECT"), .number("REQUESTS/MIN"), .number("TOKENS/MIN"), .number("PARALLEL"),
        ])
        for limit in limits {
            table.add([
                limit.subject, limit.rpm.map { String($0) }, limit.tpm.map { String($0) },
                limit.parallel.map { String($0) },
            ])
        }
        return table.text(
            whenEmpty: "No limits yet: bursar limit set client:NAME --rpm 60 sets one.")
    }
}
