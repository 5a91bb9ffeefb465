import ArgumentParser

/// `bursar ledger …`: the books.
struct LedgerGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "The ledger: are the books right?",
        subcommands: [LedgerBooks.self, LedgerPrune.self, LedgerAdjust.self, LedgerReconcile.self])
}
