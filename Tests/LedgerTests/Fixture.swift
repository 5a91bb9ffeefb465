import Foundation
import GRDB
import Ledger
import Storage
import Vocabulary

/// A data file in a directory of its own, gone with the fixture.
final class Fixture: Sendable {
    let folder: URL
    let file: LedgerFile
    let ledger: Ledger

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = try LedgerFile(at: folder.appending(path: "ledger.db").path)
        ledger = Ledger(file: file)
    }

    deinit {
        file.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func intent(
        client: Int64 = 1, token: Int64 = 1, key: Int64 = 1, model: String = "m",
        hold: Int64 = 1_000, at milliseconds: Int64 = 1_790_000_000_000
    ) -> Intent {
        let now = Timestamp(milliseconds: milliseconds)
        return Intent(
            caller: Caller(client: client, token: token),
            request: RequestFacts(
                id: Identifier(at: now), dialect: .openAIChat, endpoint: "chat", model: model,
                isStream: false, began: now, bodyBytes: 100),
            attempt: AttemptIntent(
                id: Identifier(at: now), ordinal: 1, upstream: 1, keyVersion: key,
                modelSent: model, price: 1, hold: NanoUSD(hold), began: now))
    }

    func settlement(cost: Int64, input: Int64 = 7, outcome: CallOutcome = .ok) -> Settlement {
        var usage = TokenUsage()
        usage.freshInput = input
        usage.visibleOutput = 3
        return Settlement(
            outcome: outcome, status: 200,
            attempt: AttemptResult(
                outcome: .ok, usage: usage, usageSource: .reported, cost: NanoUSD(cost),
                totalMilliseconds: 5),
            ended: Timestamp(milliseconds: 1_790_000_000_005))
    }

    func books() async throws -> Books { try await file.read { try Books(checking: $0) } }

    func held() async throws -> Int64 {
        try await file.read {
            try Int64.fetchOne($0, sql: "SELECT IFNULL(SUM(held_nano_usd), 0) FROM balance") ?? 0
        }
    }

    func floor() async throws -> Int64? {
        try await file.read { try Int64.fetchOne($0, sql: "SELECT floor FROM recovery") }
    }

    func usage(_ change: (inout UsageQuery) -> Void = { _ in }) async throws -> [UsageQuery.Row] {
        var query = UsageQuery()
        change(&query)
        let fixed = query
        return try await file.read { try fixed.rows(in: $0) }
    }
}
