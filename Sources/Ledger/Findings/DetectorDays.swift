import Storage
import Vocabulary

/// What the calls of one transaction add to the findings by detector and day, written once.
final class DetectorDays: Deferred {
    /// Which side of a call something was found in.
    enum Side: String {
        case request
        case reply
    }

    private struct Key: Hashable {
        let day: Int64
        let client: Int64
        let detector: String
        let action: String
        let side: Side
    }

    private var changes: [Key: (findings: Int, calls: Int)] = [:]

    init() {}

    /// Counts what was found in one side of a call.
    func add(_ findings: CallFindings, _ side: Side, client: Int64, began: Timestamp) {
        for item in findings.items {
            let key = Key(
                day: began.milliseconds / 86_400_000 * 86_400_000, client: client,
                detector: item.detector, action: item.action, side: side)
            let before = changes[key] ?? (0, 0)
            changes[key] = (before.findings + item.count, before.calls + 1)
        }
    }

    func flush(_ transaction: Transaction) throws {
        for (key, sums) in changes {
            let row = try transaction.statement(Self.upsert)
            row.bind(key.day)
            row.bind(key.client)
            row.bind(key.detector)
            row.bind(key.action)
            row.bind(key.side.rawValue)
            row.bind(sums.findings)
            row.bind(sums.calls)
            try row.run()
        }
        changes = [:]
    }

    private static let upsert = HotSQL(
        """
        INSERT INTO detector_day (day_ms, client, detector, action, side, findings, calls)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            findings = findings + excluded.findings,
            calls = calls + excluded.calls
        """)
}
