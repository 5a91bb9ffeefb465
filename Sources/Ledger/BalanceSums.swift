import Storage

/// What the calls of one transaction change in the balances, written once.
final class BalanceSums: Deferred {
    private struct Subject: Hashable {
        let kind: String
        let number: Int64
    }

    private var changes: [Subject: (spent: Int64, held: Int64)] = [:]

    init() {}

    /// Adds to what a client, a token and a key version have spent and hold.
    func add(_ caller: Caller, keyVersion: Int64, spent: Int64, held: Int64) {
        for subject in [
            Subject(kind: "client", number: caller.client),
            Subject(kind: "token", number: caller.token),
            Subject(kind: "key_version", number: keyVersion),
        ] {
            changes[subject, default: (0, 0)].spent += spent
            changes[subject, default: (0, 0)].held += held
        }
    }

    func flush(_ transaction: Transaction) throws {
        // An upsert's row is checked before the conflict is: a change below zero must meet an existing row.
        for (subject, change) in changes {
            let update = try transaction.statement(Self.update)
            update.bind(change.spent)
            update.bind(change.held)
            update.bind(subject.kind)
            update.bind(subject.number)
            guard try update.run() == 0 else { continue }
            let insertion = try transaction.statement(Self.insertion)
            insertion.bind(subject.kind)
            insertion.bind(subject.number)
            insertion.bind(change.spent)
            insertion.bind(change.held)
            try insertion.run()
        }
        changes = [:]
    }

    private static let update = HotSQL(
        """
        UPDATE balance
        SET spent_nano_usd = spent_nano_usd + ?, held_nano_usd = held_nano_usd + ?
        WHERE kind = ? AND subject = ?
        """)
    private static let insertion = HotSQL(
        "INSERT INTO balance (kind, subject, spent_nano_usd, held_nano_usd) VALUES (?, ?, ?, ?)")
}
