import Foundation
import GRDB
import Keyring
import Storage
import Vocabulary

/// When a key last served a call, from the ledger.
enum KeyUse {
    /// The start of its last try that has ended; `nil` when there was none.
    ///
    /// The roll-ups know the hour; within it the newest call is looked for backwards, so that it is found soon.
    static func last(of key: Int64, in database: Database) throws -> Timestamp? {
        let hour = try Int64.fetchOne(
            database,
            sql: """
                SELECT MAX(roll_up_hour.hour_ms)
                FROM roll_up_hour
                JOIN key_version ON key_version.number = roll_up_hour.key_version
                WHERE key_version.key = ?
                """,
            arguments: [key])
        guard let hour else { return nil }
        let milliseconds = try Int64.fetchOne(
            database,
            sql: """
                SELECT attempt.began_at_ms
                FROM call
                JOIN attempt ON attempt.call = call.number
                WHERE call.id >= ? AND call.id < ?
                  AND attempt.key_version IN (SELECT number FROM key_version WHERE key = ?)
                ORDER BY call.id DESC
                LIMIT 1
                """,
            arguments: [CallHour(hour).firstID, CallHour(hour).endID, key])
        return Timestamp(milliseconds: milliseconds ?? hour)
    }
}

/// An hour of the roll-ups, and the identifiers of calls that began in it: they begin with 48 bits of time (RFC 9562
/// section 5.7).
struct CallHour {
    static let milliseconds: Int64 = 3_600_000

    private let start: Int64

    /// - Parameter start: In milliseconds since 1970.
    init(_ start: Int64) { self.start = start }

    /// The least identifier of a call in it.
    var firstID: Data { Self.firstID(of: start) }
    /// The least identifier of a call after it.
    var endID: Data { Self.firstID(of: start + Self.milliseconds) }

    private static func firstID(of moment: Int64) -> Data {
        Data(
            (0..<6).map { UInt8(truncatingIfNeeded: moment >> (40 - 8 * $0)) }
                + [UInt8](repeating: 0, count: 10))
    }
}
