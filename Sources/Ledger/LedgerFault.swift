import Storage

/// Why the books could not be written.
package enum LedgerFault: Error, Sendable, CustomStringConvertible {
    /// The data file refused; the call must not go on.
    case unwritable(StorageFault)
    /// Less disk is free than new calls need; settlements go on.
    case diskReserve
    /// A hard budget has no room for the call; nothing was written.
    case budgetFull(BudgetRefusal)
    /// The attempt was settled before: our bug.
    case settledBefore

    package var description: String {
        switch self {
        case .unwritable(let fault): "The ledger can't be written: \(fault.description)"
        case .diskReserve: "Less than 64 MiB of disk is free; new calls stop until there is room."
        case .budgetFull(let refusal): refusal.reason
        case .settledBefore: "The attempt was settled before."
        }
    }

    /// What the data file said to a change that isn't the ledger's own.
    package init(storage error: any Error) { self.init(error) }

    init(_ error: any Error) {
        self = error as? LedgerFault ?? .unwritable(StorageFault(error))
    }
}
