import ArgumentParser

/// `bursar report …`: questions about the ledger.
struct ReportGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Answers from the ledger, as tables, files and charts.",
        discussion:
            "Example: bursar report run spend-by-client --since 30d --format html > spend.html",
        subcommands: [ReportList.self, ReportShow.self, ReportRun.self])
}
