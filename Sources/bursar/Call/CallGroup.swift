import ArgumentParser

/// `bursar call …`: single calls in the ledger.
struct CallGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls: what was asked, by whom, how it ended and what it cost.",
        subcommands: [CallList.self, CallShow.self, CallExplain.self, CallRefusals.self])
}
