import Ledger
import Logging
import Vocabulary

/// What the road logs: one line a call, and what somebody must look at. Never a body, a token or a key.
struct GatewayLog: Sendable {
    let logger: Logger

    /// The books can't be written: somebody must come.
    func ledgerFailed(_ fault: LedgerFault) {
        logger.error("ledger can't be written", metadata: ["fault": .string(fault.description)])
    }

    /// A sealed key doesn't open.
    func keyUnreadable(_ key: String) {
        logger.error("key can't be opened", metadata: ["key": .string(key)])
    }

    /// What a model wants back of its reasoning couldn't be kept: the next turn goes without it.
    func proofsNotKept(call: Identifier) {
        logger.warning("proofs not kept", metadata: ["call": .string(call.description)])
    }

    /// A budget is spent as far as its operator wanted to know.
    func budgetWarning(_ warning: BudgetWarning, id: String) {
        logger.warning(
            "budget spent",
            metadata: [
                "budget": .string(id), "percent": .stringConvertible(warning.percent),
                "spent_usd": .string(warning.spent.dollars),
                "limit_usd": .string(warning.limit.dollars),
            ])
    }

    /// The line of a call.
    func ended(
        call: Identifier, client: String, model: String, outcome: CallOutcome, code: String?,
        status: Int, cost: NanoUSD, milliseconds: Int64
    ) {
        guard logger.logLevel <= .info else { return }
        logger.info(
            "call ended",
            metadata: [
                "call": .string(call.description), "client": .string(client),
                "model": .string(model), "outcome": .string(outcome.rawValue),
                "code": .string(code ?? ""), "status": .stringConvertible(status),
                "cost_usd": .string(cost.dollars), "duration_ms": .stringConvertible(milliseconds),
            ])
    }
}
