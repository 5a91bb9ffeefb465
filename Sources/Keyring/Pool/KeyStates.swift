import GRDB
import Vocabulary

/// What operators say of a key's state, and what the pool of keys finds out.
extension KeyStore {
    /// Takes a key out of use until an operator enables it. Again: the reason is replaced.
    ///
    /// - Throws: `.noSuchKey`, `.keyRevoked`.
    @discardableResult
    package static func disable(
        id: String, reason: String = "disabled by an operator", in database: Database
    ) throws -> UpstreamKey {
        let key = try inUse(id, in: database)
        try database.execute(
            sql: """
                UPDATE upstream_key
                SET state = 'disabled', reason = ?, until_ms = NULL, strikes = 0,
                    state_epoch = state_epoch + 1
                WHERE number = ?
                """,
            arguments: [String(reason.prefix(200)), key.number])
        return try get(id: key.id, in: database)
    }

    /// Puts a key back into use, whatever kept it out.
    ///
    /// - Throws: `.noSuchKey`, `.keyRevoked`.
    @discardableResult
    package static func enable(id: String, in database: Database) throws -> UpstreamKey {
        try reset(try inUse(id, in: database), in: database)
    }

    /// Ends all that a key was found to wait for; a key that an operator disabled stays so.
    ///
    /// - Throws: `.noSuchKey`, `.keyRevoked`.
    @discardableResult
    package static func clear(id: String, in database: Database) throws -> UpstreamKey {
        let key = try inUse(id, in: database)
        guard key.state == .disabled, key.strikes == 0 else { return try reset(key, in: database) }
        try database.execute(sql: "DELETE FROM key_bench WHERE key = ?", arguments: [key.number])
        return key
    }

    /// What keys wait for, by the number of the key.
    package static func benches(in database: Database) throws -> [Int64: [KeyBench]] {
        var benches: [Int64: [KeyBench]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT key, model_class, reason, until_ms, strikes
                FROM key_bench
                ORDER BY key, model_class
                """)
        while let row = try rows.next() {
            benches[row["key"], default: []].append(
                KeyBench(
                    modelClass: row["model_class"], reason: row["reason"],
                    until: Timestamp(milliseconds: row["until_ms"]), strikes: row["strikes"]))
        }
        return benches
    }

    /// Writes down what the pool of keys found out; what an operator said meanwhile stands.
    package static func note(_ changes: [KeyChange], in database: Database) throws {
        for change in changes {
            let state =
                change.isDisabled
                ? UpstreamKey.State.disabled : change.bench == nil ? .active : .cooling
            let reason = change.isDisabled ? BenchReason.refused : change.bench?.reason
            try database.execute(
                sql: """
                    UPDATE upstream_key
                    SET state = ?, reason = ?, until_ms = ?, strikes = ?
                    WHERE number = ? AND state_epoch = ? AND state <> 'revoked'
                      AND NOT (state = 'disabled' AND strikes = 0)
                    """,
                arguments: [
                    state.rawValue, reason?.rawValue,
                    change.isDisabled ? nil : change.bench?.until.milliseconds,
                    change.isDisabled ? PoolLimits.refusalsMax : change.bench?.strikes ?? 0,
                    change.key, change.epoch,
                ])
            guard database.changesCount == 1 else { continue }
            try database.execute(
                sql: "DELETE FROM key_bench WHERE key = ?", arguments: [change.key])
            for bench in change.benches {
                try database.execute(
                    sql: """
                        INSERT INTO key_bench (key, model_class, reason, until_ms, strikes)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        change.key, bench.modelClass, bench.reason, bench.until.milliseconds,
                        bench.strikes,
                    ])
            }
        }
    }

    private static func reset(_ key: UpstreamKey, in database: Database) throws -> UpstreamKey {
        try database.execute(sql: "DELETE FROM key_bench WHERE key = ?", arguments: [key.number])
        try database.execute(
            sql: """
                UPDATE upstream_key
                SET state = 'active', reason = NULL, until_ms = NULL, strikes = 0,
                    state_epoch = state_epoch + 1
                WHERE number = ?
                """,
            arguments: [key.number])
        return try get(id: key.id, in: database)
    }

    private static func inUse(_ id: String, in database: Database) throws -> UpstreamKey {
        let key = try get(id: id, in: database)
        guard key.state != .revoked else {
            throw KeyringFault(
                .keyRevoked, "Key \(id) was revoked, which is for ever. Add a new key.")
        }
        return key
    }
}
