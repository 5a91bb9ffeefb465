import Ledger
import Vocabulary

/// Books what a call really cost, such as by an invoice, as a row beside what was booked.
package struct AdjustCall: UseCase {
    package static let name = "ledger.adjust"
    package let call: String
    package let reason: String
    /// What it cost all in all, in dollars.
    package let cost: String
    /// Which try; `nil` where the call has one only.
    package let attempt: Int?

    package init(call: String, reason: String, cost: String, attempt: Int? = nil) {
        self.call = call
        self.reason = reason
        self.cost = cost
        self.attempt = attempt
    }

    /// `{"call","attempt","amount_nano_usd","amount_usd","net_nano_usd","net_usd"}`
    package struct Answer: Codable, Sendable {
        package let call: String
        package let attempt: Int
        /// What was added; zero when the books said so already.
        package let amountNanoUSD: Int64
        package let amountUSD: String
        /// What the try costs by now.
        package let netNanoUSD: Int64
        package let netUSD: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let id = try CallName.id(call)
        let now = office.clock.now
        let reason = reason.trimmingPrefix(while: \.isWhitespace)
        guard (1...Adjustment.reasonMax).contains(reason.count),
            !reason.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
        else {
            throw AdministrationFault(
                .invalid,
                "--reason takes one line of at most \(Adjustment.reasonMax) characters; it is kept for ever."
            )
        }
        guard let cost = NanoUSD(dollars: cost) else {
            throw AdministrationFault(
                .invalid,
                "--cost “\(cost.prefix(64))” is no amount; write dollars such as 0.0123, with at most nine decimals."
            )
        }
        let found = try await office.read { database in
            guard let call = try CallRecord.find(id, in: database) else {
                throw AdministrationFault(
                    .notFound, "There is no call \(id); bursar call list shows the newest.")
            }
            return call
        }
        let tries = found.attempts.map(\.ordinal)
        guard let ordinal = attempt ?? (tries.count == 1 ? tries.first : nil),
            tries.contains(ordinal)
        else {
            throw AdministrationFault(
                .invalid,
                tries.isEmpty
                    ? "The call was refused before any try; there is nothing to adjust."
                    : "The call has the tries \(tries.map { String($0) }.joined(separator: ", ")); name one with --attempt."
            )
        }
        let correction = Correction(
            id: Identifier(at: now), call: found.number, attempt: ordinal, kind: .manual,
            reason: String(reason), cost: cost)
        switch try await office.correct([correction], at: now).first {
        case .adjusted(let adjustment): return answer(ordinal, adjustment.amount, cost)
        case .unchanged: return answer(ordinal, .zero, cost)
        case .notSettled, nil:
            throw AdministrationFault(
                .conflict, "The call is under way; adjust it when it has ended.")
        }
    }

    private func answer(_ ordinal: Int, _ amount: NanoUSD, _ net: NanoUSD) -> Answer {
        Answer(
            call: call, attempt: ordinal, amountNanoUSD: amount.nanoUSD, amountUSD: amount.dollars,
            netNanoUSD: net.nanoUSD, netUSD: net.dollars)
    }
}
