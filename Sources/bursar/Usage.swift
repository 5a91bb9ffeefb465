import Administration
import ArgumentParser

/// `bursar usage`.
struct Usage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Who used how much, for how much.",
        discussion: "Example: bursar usage --by client,model --since 7d")

    @Option(
        help: ArgumentHelp(
            "client, token, key, model, upstream, day, key_version, status.",
            valueName: "dimension,…"))
    var by: String?
    @Option(help: ArgumentHelp("From then on: 7d (ago), 2026-11-01.", valueName: "time")) var since:
        String?
    @Option(help: ArgumentHelp("Before then.", valueName: "time")) var until: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            UsageReport(by: WordsInput.list(by) ?? [], since: since, until: until))
        try house.format.write(answer) { UsageText.table(answer, by: WordsInput.list(by) ?? []) }
    }
}

/// Usage as text.
enum UsageText {
    /// One line a group, and the total.
    static func table(_ answer: UsageReport.Answer, by dimensions: [String]) -> String {
        // Most books have none, and then nobody asks what the columns mean.
        let hasAdjustments = ([answer.total] + answer.rows).contains { $0.adjustmentNanoUSD != 0 }
        var table = TextTable(
            dimensions.map { .text($0.uppercased()) } + [
                .number("CALLS"), .number("INPUT"), .number("CACHE READ"), .number("CACHE WRITE"),
                .number("OUTPUT"),
                .number("REASONING"), .number("COST USD"),
            ] + (hasAdjustments ? [.number("ADJUSTED USD"), .number("NET USD")] : []))
        func sums(_ row: UsageRow) -> [String] {
            Self.sums(row) + (hasAdjustments ? [row.adjustmentUSD, row.netUSD] : [])
        }
        for row in answer.rows where !dimensions.isEmpty {
            table.add(dimensions.map { value($0, of: row) } + sums(row))
        }
        let total = dimensions.indices.map { $0 == 0 ? "total" : "" } + sums(answer.total)
        if dimensions.isEmpty { table.add(total) } else { table.total(total) }
        return table.text
    }

    private static func value(_ dimension: String, of row: UsageRow) -> String {
        func text(_ name: String) -> String {
            row.dimensions.first { $0.name == name }?.value ?? ""
        }
        guard dimension == "key" else { return text(dimension) }
        return KeyText.named(text(UsageRow.keyName), id: text("key"))
    }

    private static func sums(_ row: UsageRow) -> [String] {
        [
            row.calls, row.inputTokens, row.cacheReadTokens, row.cacheWriteTokens, row.outputTokens,
            row.reasoningTokens,
        ].map { String($0) } + [row.costUSD]
    }
}
