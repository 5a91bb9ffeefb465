import Ledger
import Translation
import Vocabulary

/// Counting tokens: the provider is asked if it can be, else an estimate is given and marked as one.
extension Passage {
    /// Stages 6 to 10 of a count.
    ///
    /// - Returns: The answer that came to nothing; `nil` when the client has one.
    /// - Throws: What became of it; a provider without such an endpoint is no fault.
    func count(_ sending: OutboundRequest) async throws(RoadFault) -> FailedTry? {
        let permitted = sending.permitted
        var attempt = AttemptResult(outcome: .ok, usageSource: .none, totalMilliseconds: 0)
        if case .estimated = sending.carriage {
            attempt.code = "estimated"
        } else {
            do throws(RoadFault) {
                return await whole(try await forward(sending))
            } catch {
                // Compatible servers often lack the endpoint; nothing is wrong with the key then (PT-81).
                guard error.code == .upstreamRefusedRequest, error.status == 404 else {
                    throw error
                }
                attempt.outcome = .failed
                attempt.code = error.code.rawValue
                attempt.status = 404
            }
        }
        let tokens = TokenEstimate.tokens(of: try countedConversation(permitted))
        attempt.totalMilliseconds = milliseconds(since: permitted.beganNanoseconds)
        let receipt = try await settle(
            permitted,
            Settlement(outcome: .ok, status: 200, attempt: attempt, ended: gateway.clock.now))
        let body = TokenCounting.body(tokens, in: known.dialect)
        let reply = RestoredReply(ClientReply(bytes: body))
        delivery.finish(
            WholeReply(
                status: 200, fields: fields(receipt, isEstimate: true), body: reply.bytes))
        return nil
    }
}
