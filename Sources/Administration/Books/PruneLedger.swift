import Ledger
import Vocabulary

/// Deletes old calls' rows for a while; asked again until it is done, so that its asker can say how far it is.
package struct PruneLedger: UseCase {
    package static let name = "ledger.prune"
    private static let roundMilliseconds: Int64 = 1_500

    /// A moment, or how long ago.
    package let before: String

    package init(before: String) { self.before = before }

    /// `{"done","before","calls","attempts","longest_ms"}`
    package struct Answer: Codable, Sendable {
        package let done: Bool
        /// Rows of calls that began before this may go.
        package let before: String
        /// How many went in this round.
        package let calls: Int64
        package let attempts: Int64
        /// The longest that a call may have waited for a step.
        package let longestMs: Int64

        /// This round and the next.
        package func adding(_ next: Answer) -> Answer {
            Answer(
                done: next.done, before: before, calls: calls + next.calls,
                attempts: attempts + next.attempts, longestMs: max(longestMs, next.longestMs))
        }
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        guard let moment = try OperatorText.moment(before, "--before", at: now) else {
            throw AdministrationFault(.invalid, "--before needs a time.")
        }
        guard moment.milliseconds <= now.milliseconds - Ledger.keptMillisecondsMin else {
            throw AdministrationFault(
                .invalid,
                "Rows of the last day stay; --before must be at least a day ago, such as 90d.")
        }
        do {
            let pruned = try await Ledger(file: office.file).prune(
                before: moment, at: now, for: Self.roundMilliseconds)
            return Answer(
                done: pruned.isDone, before: moment.text, calls: pruned.calls,
                attempts: pruned.attempts, longestMs: pruned.longestMilliseconds)
        } catch { throw AdministrationFault(error) }
    }
}
