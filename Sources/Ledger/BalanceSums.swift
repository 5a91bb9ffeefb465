import GRDB
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

    func flush(_ database: Database) throws {
        // An upsert's row is checked before the conflict is: a change below zero must meet an existing row.
        for (subject, change) in changes {
            try database.cachedStatement(
                sql: """
                    UPDATE balance
                    SET spent_nano_usd = spent_nano_usd + ?, held_nano_usd = held_nano_usd + ?
                    WHERE kind = ? AND subject = ?
                    """
            ).execute(arguments: [change.spent, change.held, subject.kind, subject.number])
            guard database.changesCount == 0 else { continue }
            try database.cachedStatement(
                sql:
                    "INSERT INTO balance (kind, subject, spent_nano_usd, held_nano_usd) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [subject.kind, subject.number, change.spent, change.held])
        }
        changes = [:]
    }
}
