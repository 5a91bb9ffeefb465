import Foundation
import GRDB
import Journal
import Policy
import Storage
import Testing
import Vault
import Vocabulary

@testable import Ledger

/// Random numbers that a seed repeats: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// A ledger with every kind of leaf in it, and a checkpoint that was signed in its middle.
private func filledLedger() async throws -> (Fixture, SignedNote, NoteKey) {
    let fixture = try Fixture()
    try await fixture.file.writer.write { transaction in
        _ = try transaction.journal
        try transaction.execute(
            """
            INSERT INTO client (id, name, created_at_ms) VALUES (?, 'acme', 1)
            """, [Data(count: 16)])
        try transaction.execute(
            """
            INSERT INTO budget (id, kind, subject, period, created_at_ms)
            VALUES ('000000000000', 'client', 1, 'day', 1)
            """, [])
    }
    let decision = PolicyDecision(
        isPermitted: true, rule: "default", reason: "nothing forbids it")
    let key = try SigningKey(seed: Secret(copying: [UInt8](repeating: 7, count: 32)))
    var signed: SignedNote?
    for round in 0..<60 as Range<Int64> {
        var intent = fixture.intent(client: 1 + round % 3, model: "model-\(round % 4)")
        intent.decision = decision
        if round % 5 == 0 {
            intent.budgets = [
                BudgetHold(
                    budget: 1, start: Timestamp(milliseconds: 86_400_000 * round), limit: nil)
            ]
        }
        if round % 7 == 3 {
            _ = try await fixture.ledger.refuse(
                Refusal(
                    caller: intent.caller, request: intent.request, code: "policy_violation",
                    status: 403, ended: Timestamp(milliseconds: 1_790_000_000_009)))
            continue
        }
        let open = try await fixture.ledger.begin(intent)
        if round % 11 == 5 { continue }
        try await fixture.ledger.settle(open, fixture.settlement(cost: 100 + round))
        if round == 30 {
            signed = try await fixture.file.writer.write {
                try CheckpointStore.sign(
                    with: key, at: Timestamp(milliseconds: 1_790_000_000_100), in: $0
                ).note
            }
        }
    }
    let note = try #require(signed)
    let origin = try Checkpoint(note.text).origin
    return (fixture, note, NoteKey(name: origin, publicKey: key.publicKey))
}

private func verification(
    in database: Database, witnessed: SignedNote? = nil,
    depth: Verification.Depth = .rows
) throws -> Verification {
    try Verification(
        depth, witnessed: try witnessed.map { try Verification.Witnessed($0.description) },
        in: database, progress: { _, _ in })
}

@Suite struct `Verifying the log` {
    @Test func `finds nothing in a ledger that nobody touched`() async throws {
        let (fixture, note, _) = try await filledLedger()
        let found = try await fixture.file.read {
            try verification(in: $0, witnessed: note, depth: .full)
        }
        #expect(found.problems == [])
        #expect(found.entries > 100)
        #expect(found.checkpoints == 1)
        #expect(try await fixture.file.read { try StoredTree($0).size() } == found.entries)
    }

    @Test func `finds the calls of a process that died, as the next one ended them`() async throws {
        let (fixture, _, _) = try await filledLedger()
        let count = try fixture.ledger.recover(at: Timestamp(milliseconds: 1_790_000_100_000))
        #expect(count > 3)
        let found = try await fixture.file.read { try verification(in: $0, depth: .full) }
        #expect(found.problems == [])
    }

    /// Ten rounds make a thousand: `TAMPERINGS=10`.
    private static let rounds =
        ProcessInfo.processInfo.environment["TAMPERINGS"].flatMap { UInt64($0) } ?? 2

    @Test(arguments: 0..<rounds)
    func `reports each of a hundred random tamperings`(round: UInt64) async throws {
        let (fixture, note, _) = try await filledLedger()
        let path = fixture.file.path
        fixture.file.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            for trigger in try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            #expect(try verification(in: database, witnessed: note).problems == [])
            for number in 0..<100 as Range<UInt64> {
                var random = SeededRandom(round * 1_000 + number)
                try database.inTransaction {
                    let done = try Tampering.any(using: &random).apply(
                        to: database, using: &random)
                    if let done {
                        let found = try verification(in: database, witnessed: note)
                        #expect(!found.problems.isEmpty, "unnoticed: \(done)")
                    }
                    return .rollback
                }
            }
        }
    }
}

/// What somebody who can write the file may do to it.
private enum Tampering: CaseIterable {
    case edit
    case delete
    case insert
    case reorder
    case truncate

    static func any(using random: inout SeededRandom) -> Tampering {
        allCases.randomElement(using: &random) ?? .edit
    }

    private static let tables = [
        "call", "call", "call", "attempt", "attempt", "attempt", "event", "decision",
        "budget_scope", "leaf_group", "tile", "journal", "client",
    ]

    /// - Returns: What was done; `nil` when it changed nothing.
    func apply(to database: Database, using random: inout SeededRandom) throws -> String? {
        let table = Self.tables.randomElement(using: &random) ?? "call"
        let columns = try database.columns(in: table)
        let keys = try database.primaryKey(table).columns
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM \(table) ORDER BY ABS(RANDOM() % 1000000) LIMIT 1")
        else { return nil }
        let key = keys.map { "\($0) IS \(Self.literal(row[$0]))" }.joined(separator: " AND ")
        switch self {
        case .edit:
            guard let column = columns.randomElement(using: &random), column.name != "one" else {
                return nil
            }
            let value = Self.other(than: row[column.name], type: column.type)
            try database.execute(
                sql: "UPDATE OR REPLACE \(table) SET \(column.name) = \(value) WHERE \(key)")
            return "\(table).\(column.name) = \(value) where \(key)"
        case .delete:
            try database.execute(sql: "DELETE FROM \(table) WHERE \(key)")
            return "delete from \(table) where \(key)"
        case .insert:
            guard ["call", "attempt", "event", "client"].contains(table) else { return nil }
            let values = columns.map { column -> String in
                if column.name == "id" {
                    return "X'\(Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) }))'"
                }
                if column.name == "name" { return "'another'" }
                if column.name == keys.last { return "99999" }
                if column.name == "entry", table == "event" { return "99999" }
                return Self.literal(row[column.name])
            }
            try database.execute(
                sql: "INSERT INTO \(table) VALUES (\(values.joined(separator: ", ")))")
            return "insert into \(table) like \(key)"
        case .reorder:
            guard ["call", "event"].contains(table) else { return nil }
            guard
                let other = try Int64.fetchOne(
                    database,
                    sql:
                        "SELECT number FROM \(table) WHERE NOT (\(key)) ORDER BY ABS(RANDOM() % 1000000) LIMIT 1"
                )
            else { return nil }
            let number: Int64 = row["number"]
            for (from, to) in [(number, -1), (other, number), (-1, other)] {
                try database.execute(
                    sql: "UPDATE \(table) SET number = ? WHERE number = ?", arguments: [to, from])
            }
            return "\(table) \(number) and \(other) changed places"
        case .truncate:
            let size = try StoredTree(database).size()
            let keep = Int64.random(in: 1..<60, using: &random)
            guard keep < size else { return nil }
            try database.execute(
                sql: "DELETE FROM attempt WHERE call IN (SELECT number FROM call WHERE entry >= ?)",
                arguments: [keep])
            for (table, column) in [
                ("call", "entry"), ("event", "entry"), ("decision", "entry"),
                ("budget_scope", "entry"),
            ] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE \(column) >= ?", arguments: [keep])
            }
            let leaves = try StoredLeaves(database)
            var kept = HashRow()
            for index in 0..<keep { kept.append(try leaves.hash(of: index)) }
            try database.execute(
                sql: "DELETE FROM leaf_group; DELETE FROM tile; DELETE FROM checkpoint")
            try database.execute(
                sql: "INSERT INTO leaf_group (first, hashes) VALUES (0, ?)",
                arguments: [Data(kept.bytes)])
            return "cut to \(keep) entries"
        }
    }

    private static func literal(_ value: DatabaseValue) -> String { value.sqlLiteral }

    private static func other(than value: DatabaseValue, type: String) -> String {
        switch value.storage {
        case .int64(let number): "\(number &+ 1)"
        case .string(let text): DatabaseValue(value: text + "x")?.sqlLiteral ?? "'x'"
        case .blob(let data):
            "X'" + Hexadecimal.text(data.enumerated().map { $0 == 0 ? $1 ^ 1 : $1 }) + "'"
        default: type == "INTEGER" ? "7" : type == "BLOB" ? "X'00'" : "'x'"
        }
    }
}

extension DatabaseValue {
    fileprivate init?(value: String) { self = value.databaseValue }

    /// As SQL has it.
    fileprivate var sqlLiteral: String {
        switch storage {
        case .null: "NULL"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "'" + text.replacing("'", with: "''") + "'"
        case .blob(let data): "X'" + Hexadecimal.text(data) + "'"
        }
    }
}
