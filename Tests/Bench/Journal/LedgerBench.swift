import Foundation
import GRDB
import Journal
import Ledger
import Storage
import Vocabulary

/// Runs calls through a ledger, then as many leaves without their rows.
struct LedgerBench: Sendable {
    let file: LedgerFile
    let calls: Int

    /// How many calls are under way at once; about as many leaves come with a commit.
    static let lanes = 64

    /// What a run took.
    struct Cost {
        let seconds: Double
        let processorSeconds: Double
    }

    /// Begins and settles the calls, 64 of them at once.
    func run() async throws -> Cost {
        let ledger = Ledger(file: file)
        try await file.writer.write { _ = try $0.journal }
        let calls = calls
        return try await measured {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<Self.lanes {
                    group.addTask {
                        for number in stride(from: lane, to: calls, by: Self.lanes) {
                            let open = try await ledger.begin(Self.intent(number))
                            try await ledger.settle(open, Self.settlement)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// As many leaves of the same size, in commits of the same size, and nothing else.
    func leavesAlone() async throws -> Cost {
        let other = try LedgerFile(
            at: URL(filePath: file.path).deletingLastPathComponent().appending(path: "leaves.db")
                .path)
        defer { other.close() }
        let bench = LedgerBench(file: other, calls: calls)
        let count = Self.lanes
        try await other.writer.write { _ = try $0.journal }
        // What an empty commit costs is the ledger's, not the log's.
        let commits = max(1, 2 * calls / count)
        let empty = try await bench.measured {
            for _ in 0..<commits {
                try await other.writer.write {
                    try $0.execute("UPDATE recovery SET floor = floor", [])
                }
            }
        }
        let full = try await bench.measured {
            for _ in 0..<commits {
                try await other.writer.write { transaction in
                    let journal = try transaction.journal
                    try transaction.execute("UPDATE recovery SET floor = floor", [])
                    for number in 0..<count { Self.leaf(Int64(number), journal) }
                }
            }
        }
        return Cost(
            seconds: full.seconds - empty.seconds,
            processorSeconds: max(0, full.processorSeconds - empty.processorSeconds))
    }

    /// What the file has of calls, tries and their hashes, with their indexes.
    func bytes() throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes[.size] as? NSNumber)?.int64Value ?? 0
    }

    private func measured(_ body: () async throws -> Void) async throws -> Cost {
        let (start, processor) = (Date(), Self.processorSeconds)
        try await body()
        let (seconds, spent) = (Date().timeIntervalSince(start), Self.processorSeconds - processor)
        return Cost(seconds: seconds, processorSeconds: spent)
    }

    /// What the process has spent so far.
    static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    private static func leaf(_ number: Int64, _ journal: Journal) {
        journal.text.begin()
        journal.text.beginTexts(journal.identity.textKey)
        journal.text.commit("m", "gpt-4o-mini")
        journal.text.commit("s", "gpt-4o-mini")
        for key in [
            "at", "attempt_at", "bytes", "client", "decision", "hold", "key_version", "number",
        ] as [StaticString] {
            journal.text.add(key, 1_790_000_000_000 + number)
        }
        journal.text.add("call", Identifier(at: Timestamp(milliseconds: 1_790_000_000_000)))
        journal.text.add("attempt", Identifier(at: Timestamp(milliseconds: 1_790_000_000_000)))
        journal.text.add("dialect", "openai-chat")
        journal.text.add("texts", textsBy: journal.tree)
        journal.text.end()
        journal.append()
    }

    private static func intent(_ number: Int) -> Intent {
        let now = Timestamp(milliseconds: 1_790_000_000_000 + Int64(number) * 20)
        return Intent(
            caller: Caller(client: Int64(number % 100 + 1), token: Int64(number % 100 + 1)),
            request: RequestFacts(
                id: Identifier(at: now), dialect: .openAIChat, endpoint: "chat",
                model: "gpt-4o-mini", isStream: false, began: now, bodyBytes: 1_100),
            attempt: AttemptIntent(
                id: Identifier(at: now), ordinal: 1, upstream: 1,
                keyVersion: Int64(number % 20 + 1), modelSent: "gpt-4o-mini", price: 17,
                hold: NanoUSD(2_457_600), began: now))
    }

    private static var settlement: Settlement {
        var usage = TokenUsage()
        usage.freshInput = 270
        usage.visibleOutput = 90
        return Settlement(
            outcome: .ok, status: 200,
            attempt: AttemptResult(
                outcome: .ok, usage: usage, usageSource: .reported, cost: NanoUSD(94_500),
                totalMilliseconds: 812),
            ended: Timestamp(milliseconds: 1_790_000_000_812))
    }
}
