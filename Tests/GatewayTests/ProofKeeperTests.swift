import Foundation
import Storage
import Synchronization
import Testing
import Translation
import Vault
import Vocabulary

@testable import Gateway

/// A clock that stands until it is told otherwise.
private final class StandingClock: Clock {
    private let time = Mutex<Int64>(1_790_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }
    var monotonicNanoseconds: UInt64 { 0 }

    func pass(milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A data file of its own, gone with the value.
private final class Shelf: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(
        path: "proofs-\(UUID().uuidString)")
    let file: LedgerFile
    let clock = StandingClock()
    let service: Secret

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = try LedgerFile(at: folder.appending(path: "ledger.db").path)
        service = try Secret.random(count: 32)
    }

    deinit {
        file.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func keeper(_ change: (inout ProofKeeper.Limits) -> Void = { _ in }) async throws -> ProofKeeper
    {
        var limits = ProofKeeper.Limits()
        change(&limits)
        return try await ProofKeeper(file: file, service: service, clock: clock, limits: limits)
    }
}

/// What an answer leaves behind that thought, and then called a tool.
private func entries(_ call: String, thought: String = "hm") -> [ProofStash.Entry] {
    let proof = OpaqueProof("EqQB" + call, form: .signature, provenance: Provenance(vendor: "v"))
    return ProofStash(
        Reply(choices: [
            Reply.Choice(
                parts: [
                    Part(.reasoning(Reasoning([thought], proof: proof))),
                    Part(.toolCall(ToolCall(id: call, name: "f", input: "{}"))),
                ], stop: .toolCall)
        ])
    ).entries
}

@Suite struct `Proofs that are kept` {
    @Test(arguments: [1, 60_000, 200_000]) func `come back whole, to their client only`(
        bytes: Int
    ) async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper()
        let made = entries("call_1", thought: String(repeating: "ü", count: bytes / 2 + 1))
        try await keeper.keep(made, of: 1)
        #expect(await keeper.entries(for: ["call_0", "call_1"], of: 1) == made)
        #expect(await keeper.entries(for: ["call_1"], of: 2) == [])
        #expect(await keeper.entries(for: ["call_2"], of: 1) == [])
        // Another process knows them too.
        #expect(await (try shelf.keeper()).entries(for: ["call_1"], of: 1) == made)
    }

    @Test func `of one call are the newest`() async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper()
        try await keeper.keep(entries("c", thought: "old"), of: 1)
        try await keeper.keep(entries("c", thought: "new"), of: 1)
        #expect(await keeper.entries(for: ["c"], of: 1) == entries("c", thought: "new"))
    }

    @Test func `are forgotten by their age`() async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper { $0.ageMillisecondsMax = 1_000 }
        try await keeper.keep(entries("old"), of: 1)
        shelf.clock.pass(milliseconds: 999)
        try await keeper.keep(entries("young"), of: 1)
        try await keeper.prune()
        #expect(await keeper.entries(for: ["old", "young"], of: 1).count == 2)
        shelf.clock.pass(milliseconds: 1)
        #expect(await keeper.entries(for: ["old"], of: 1) == [])
        try await keeper.prune()
        // A shelf with longer patience shows what is really there.
        let other = try await shelf.keeper()
        #expect(await other.entries(for: ["old", "young"], of: 1) == entries("young"))
    }

    @Test func `are bounded in number, the oldest first to go`() async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper { $0.entriesMax = 3 }
        for number in 1...5 {
            try await keeper.keep(entries("c\(number)"), of: 1)
            shelf.clock.pass(milliseconds: 1)
        }
        try await keeper.prune()
        let calls = (1...5).map { "c\($0)" }
        #expect(await keeper.entries(for: calls, of: 1).map(\.callID) == ["c3", "c4", "c5"])
    }

    @Test func `are bounded in bytes`() async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper { $0.bytesMax = 25_000 }
        for number in 1...4 {
            try await keeper.keep(
                entries("c\(number)", thought: String(repeating: "x", count: 10_000)), of: 1)
            shelf.clock.pass(milliseconds: 1)
        }
        try await keeper.prune()
        let calls = (1...4).map { "c\($0)" }
        #expect(await keeper.entries(for: calls, of: 1).map(\.callID) == ["c3", "c4"])
    }

    @Test func `don't pile up between two rounds of the house`() async throws {
        let shelf = try Shelf()
        let keeper = try await shelf.keeper { $0.entriesMax = 5 }
        let calls = (0...1_000).map { "c\($0)" }
        for call in calls { try await keeper.keep(entries(call), of: 1) }
        let kept = await keeper.entries(for: Array(calls.suffix(200)), of: 1)
        #expect(kept.count == 5)
    }
}
