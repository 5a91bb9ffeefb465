import Ledger
import Logging
import Vocabulary

/// What the road logs: one line a call, and what somebody must look at. Never a body, a token or a key.
struct GatewayLog: Sendable {
    let logger: Logger

    /// The books can't be written: somebody must come.
    func ledgerFailed(_ fault: LedgerFault) {
        logger.error("ledger can't be written", metadata: ["fault": "\(fault)"])
    }

    /// A sealed key doesn't open.
    func keyUnreadable(_ key: String) {
        logger.error("key can't be opened", metadata: ["key": "\(key)"])
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
                "call": "\(call)", "client": "\(client)", "model": "\(model)",
                "outcome": "\(outcome.rawValue)", "code": "\(code ?? "")", "status": "\(status)",
                "cost_usd": "\(cost.dollars)", "duration_ms": "\(milliseconds)",
            ])
    }
}
