import Ledger
import Logging
import Vocabulary
import Wire

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
    func ended(_ call: EndedCall) {
        guard logger.logLevel <= .info else { return }
        logger.info("call ended", metadata: ["call": .stringConvertible(call)])
    }
}

/// What the log says of a call.
struct EndedCall: JSONFields {
    let call: Identifier
    let client: String
    let model: String
    let outcome: CallOutcome
    let code: String?
    let status: Int
    let cost: NanoUSD
    let milliseconds: Int64

    func write(to writer: inout JSONWriter) {
        writer.key("call")
        writer.string(call.description)
        writer.key("client")
        writer.string(client)
        writer.key("code")
        writer.string(code ?? "")
        writer.key("cost_usd")
        writer.string(cost.dollars)
        writer.key("duration_ms")
        writer.integer(milliseconds)
        writer.key("model")
        writer.string(model)
        writer.key("outcome")
        writer.string(outcome.rawValue)
        writer.key("status")
        writer.integer(Int64(status))
    }
}
