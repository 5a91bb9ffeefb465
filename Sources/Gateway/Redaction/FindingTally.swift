import Ledger
import Redaction

extension CallFindings {
    /// What the ledger keeps of findings: detectors, actions and counts.
    ///
    /// - Parameter redactor: Built for the policy by which they were found.
    init?(_ findings: Findings, by redactor: Redactor, notes: Set<RestorationNote> = []) {
        guard !findings.isEmpty || !notes.isEmpty else { return nil }
        self.init(
            findings.byDetector.map { name, count in
                Item(
                    detector: name, action: (redactor.action(of: name) ?? .tokenise).rawValue,
                    count: count)
            }, notes: notes.map { $0.rawValue.replacing(" ", with: "-") })
    }

    /// The finding that ended the search; `nil` for a fault that isn't one.
    init?(_ fault: RedactionFault) {
        switch fault.code {
        case .blocked, .sealed, .replyBlocked:
            self.init([Item(detector: fault.detector, action: "block", count: 1)])
        default: return nil
        }
    }
}
