import Journal
import Ledger
import Storage
import Vocabulary

extension Office {
    /// Books what attempts are said to have cost; the rows are the operator's errand in the log.
    func correct(
        _ corrections: [Correction], at now: Timestamp
    ) async throws(AdministrationFault) -> [CorrectionResult] {
        let errand = Errand.current
        do {
            return try await Ledger(file: file).correct(corrections, at: now) { transaction, _ in
                guard let errand else { return }
                try transaction.journal.note(
                    errand.event, at: now, evenWithoutChanges: false, in: transaction)
            }
        } catch { throw AdministrationFault(error) }
    }
}
