import ArgumentParser

/// `bursar ledger …`: the books.
struct LedgerGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "The ledger: are the books right, and can anybody have changed them?",
        subcommands: [
            LedgerBooks.self, LedgerVerify.self, LedgerCheckpoint.self, LedgerProof.self,
            LedgerExport.self, LedgerPrune.self, LedgerAdjust.self, LedgerReconcile.self,
        ])
}
