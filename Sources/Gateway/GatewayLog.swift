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

    /// A provider's answer held its key: it sees what nobody should, and tells it.
    func keyEchoed(_ key: String, upstream: String) {
        logger.error(
            "key echoed by its provider",
            metadata: ["key": .string(key), "upstream": .string(upstream)])
    }

    /// A try failed and the call goes on with another.
    func triedAgain(_ call: Identifier, after code: String, tries: Int) {
        logger.debug(
            "tried again",
            metadata: [
                "call": .string(call.description), "after": .string(code),
                "tries": .stringConvertible(tries),
            ])
    }

    /// A provider refused a key again and again: it is out of use.
    func keyDisabled(_ key: String) {
        logger.warning("key disabled", metadata: ["key": .string(key)])
    }

    /// What a model wants back of its reasoning couldn't be kept: the next turn goes without it.
    func proofsNotKept(call: Identifier) {
        logger.warning("proofs not kept", metadata: ["call": .string(call.description)])
    }

    /// Content that policy keeps couldn't be kept; the calls' rows say which.
    func contentLost(_ calls: Int64) {
        logger.error("content not kept", metadata: ["calls": .stringConvertible(calls)])
    }

    /// Somebody who isn't known was refused; further ones alike are counted (`bursar call refusals`).
    func strangerRefused(_ cause: String, network: String) {
        logger.info(
            "refused before anybody was known",
            metadata: ["cause": .string(cause), "network": .string(network)])
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

    /// A key or a token ends soon, or has ended.
    func expiry(_ ending: ExpiryWatch.Ending, at now: Timestamp) {
        logger.warning(
            ending.end <= now ? "expired" : "expires soon",
            metadata: [
                .init(ending.kind): .string(ending.id), "of": .string(ending.owner),
                "expires_at": .string(ending.end.text),
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
