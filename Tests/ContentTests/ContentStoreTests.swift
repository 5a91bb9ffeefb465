import Foundation
import GRDB
import Synchronization
import Testing
import Vault
import Vocabulary

@testable import Content
@testable import Storage

/// A clock that stands until it is told.
private final class StandingClock: Clock {
    private let moment: Mutex<Timestamp>
    init(_ milliseconds: Int64) { moment = Mutex(Timestamp(milliseconds: milliseconds)) }
    var now: Timestamp { moment.withLock { $0 } }
    var monotonicNanoseconds: UInt64 { 0 }
    func advance(_ milliseconds: Int64) {
        moment.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) }
    }
}

private struct Fixture {
    let folder: URL
    let clock = StandingClock(1_800_000_000_000)
    let key: ContentKey
    let store: ContentStore

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "content-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = ContentKey(version: 3, secret: try Secret.random(count: 32))
        self.key = key
        store = ContentStore(path: folder.appending(path: "content.db").path, clock: clock) { _ in
            key
        }
    }

    func call(
        _ request: String, _ answer: String, client: Int64 = 1, days: Int64 = 30
    ) throws -> KeptCall {
        try KeptCall(
            call: Identifier(at: clock.now), client: client, began: clock.now,
            expires: clock.now.advanced(byMilliseconds: days * 86_400_000),
            request: Array(request.utf8), answer: Array(answer.utf8), isStream: false, isCut: false)
    }

    func keep(_ call: KeptCall) { store.keep(call, reserved: 0) }

    func find(_ call: KeptCall) async throws -> KeptCall? {
        try await store.find(call.call) { _, version in version == 3 ? key : nil }
    }

    /// Every byte on disk.
    func disk() throws -> Data {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
    }

    func with(_ body: () async throws -> Void) async throws {
        let running = store.start()
        do { try await body() } catch {
            store.finish()
            await running.value
            throw error
        }
        store.finish()
        await running.value
        store.close()
        try FileManager.default.removeItem(at: folder)
    }
}

@Suite struct `Kept content` {
    @Test func `comes back whole, and isn't in clear on the disk`() async throws {
        let fixture = try Fixture()
        try await fixture.with {
            let call = try fixture.call("a marked question", "a marked answer")
            fixture.keep(call)
            let found = try #require(try await fixture.find(call))
            #expect(found.request == call.request)
            #expect(found.answer == call.answer)
            #expect(try found.commitment() == call.commitment())
            #expect(try fixture.disk().range(of: Data("marked".utf8)) == nil)
            #expect(try fixture.disk().range(of: Data(call.salt)) == nil)
        }
    }

    @Test(arguments: [0, 1, 63_999, 64_000, 64_001, 200_000])
    func `may have any length`(count: Int) async throws {
        let fixture = try Fixture()
        try await fixture.with {
            let call = try fixture.call(String(repeating: "x", count: count), "")
            fixture.keep(call)
            #expect(try await fixture.find(call)?.request.count == count)
        }
    }

    @Test func `makes no file before there is any`() async throws {
        let fixture = try Fixture()
        try await fixture.with {
            try await fixture.store.prune()
            #expect(try await fixture.find(try fixture.call("", "")) == nil)
            #expect(!FileManager.default.fileExists(atPath: fixture.store.path))
        }
    }

    @Test func `goes when its time is over`() async throws {
        let fixture = try Fixture()
        try await fixture.with {
            let short = try fixture.call("short", "", days: 1)
            let long = try fixture.call("long", "", days: 3)
            for call in [short, long] { fixture.keep(call) }
            await fixture.store.settle()
            fixture.clock.advance(2 * 86_400_000)
            try await fixture.store.prune()
            #expect(try await fixture.find(short) == nil)
            #expect(try await fixture.find(long) != nil)
        }
    }

    @Test func `of an erased client is overwritten, and what was under way isn't kept`()
        async throws
    {
        let fixture = try Fixture()
        try await fixture.with {
            let mine = try fixture.call("mine", "", client: 1)
            let late = try fixture.call("late", "", client: 1)
            let other = try fixture.call("other", "", client: 2)
            for call in [mine, other] { fixture.keep(call) }
            await fixture.store.settle()
            let id = Data(mine.call.bytes)
            #expect(try fixture.disk().range(of: id) != nil)
            #expect(try await fixture.store.count(.client(1)) == 1)
            try await fixture.store.erase(.client(1))
            fixture.keep(late)
            #expect(try await fixture.find(mine) == nil)
            #expect(try await fixture.find(late) == nil)
            #expect(try await fixture.find(other) != nil)
            #expect(try fixture.disk().range(of: id) == nil)
            fixture.clock.advance(1)
            let after = try fixture.call("after", "", client: 1)
            fixture.keep(after)
            #expect(try await fixture.find(after) != nil)
        }
    }

    @Test func `doesn't open once its key is destroyed`() async throws {
        let fixture = try Fixture()
        try await fixture.with {
            let call = try fixture.call("mine", "")
            fixture.keep(call)
            #expect(try await fixture.store.find(call.call) { _, _ in nil } == nil)
        }
    }

    @Test func `doesn't open in another call's place, cut, reordered or changed (T04)`() throws {
        let fixture = try Fixture()
        defer { try? FileManager.default.removeItem(at: fixture.folder) }
        let call = try fixture.call(String(repeating: "x", count: 130_000), "answer")
        let other = try fixture.call("y", "z")
        let sealed = try SealedCall(call, under: fixture.key)
        #expect(throws: VaultFault.self) { try sealed.open(other.call, under: fixture.key) }
        let first = sealed.request.prefix(4).reduce(0) { $0 << 8 | Int($1) } + 4
        let cut = Array(sealed.request.prefix(first))
        let reordered =
            Array(sealed.request[first..<2 * first]) + sealed.request.prefix(first)
            + sealed.request[(2 * first)...]
        var changed = sealed.request
        changed[changed.count - 20] ^= 1
        for request in [cut, reordered, changed, [], Array(sealed.request.dropLast())] {
            let forged = SealedCall(
                keyVersion: 3, wrappedKey: sealed.wrappedKey, salt: sealed.salt, request: request,
                answer: sealed.answer)
            #expect(throws: VaultFault.self) { try forged.open(call.call, under: fixture.key) }
        }
    }

    @Test func `is left out and counted when too much waits`() throws {
        let fixture = try Fixture()
        defer { try? FileManager.default.removeItem(at: fixture.folder) }
        #expect(fixture.store.reserve(ContentStore.waitingBytesMax))
        #expect(!fixture.store.reserve(1))
        fixture.store.release(ContentStore.waitingBytesMax)
        for _ in 0..<ContentStore.waitingMax { fixture.keep(try fixture.call("", "")) }
        fixture.keep(try fixture.call("", ""))
        #expect(fixture.store.takeLosses() == 1)
        #expect(fixture.store.takeLosses() == 0)
    }

    @Test func `commits to each of its parts`() throws {
        let fixture = try Fixture()
        defer { try? FileManager.default.removeItem(at: fixture.folder) }
        let call = try fixture.call("ab", "c")
        let id = call.call
        let moved = KeptCall(
            call: id, client: 1, began: call.began, expires: call.expires, request: Array("a".utf8),
            answer: Array("bc".utf8), isStream: false, isCut: false, salt: call.salt)
        let resalted = try KeptCall(
            call: id, client: 1, began: call.began, expires: call.expires, request: call.request,
            answer: call.answer, isStream: false, isCut: false)
        #expect(try call.commitment() != moved.commitment())
        #expect(try call.commitment() != resalted.commitment())
    }
}
