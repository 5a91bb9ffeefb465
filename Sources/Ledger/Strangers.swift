import GRDB
import Storage
import Vocabulary

/// Refusals of one minute, before anybody was known.
package struct StrangerCount: Sendable {
    package let minute: Timestamp
    package let cause: String
    /// The first part of an address, or `other`.
    package let network: String
    package let refusals: Int64

    package init(minute: Timestamp, cause: String, network: String, refusals: Int64) {
        self.minute = minute
        self.cause = cause
        self.network = network
        self.refusals = refusals
    }
}

extension Ledger {
    /// Adds refusals of strangers to their minutes.
    package func note(_ counts: [StrangerCount]) async throws(LedgerFault) {
        guard !counts.isEmpty else { return }
        try await write { transaction in
            for count in counts {
                try transaction.execute(
                    """
                    INSERT INTO stranger (minute_ms, cause, network, refusals) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET refusals = refusals + excluded.refusals
                    """,
                    [count.minute.milliseconds, count.cause, count.network, count.refusals])
            }
        }
    }
}
