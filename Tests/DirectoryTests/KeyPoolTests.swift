import Keyring
import Testing
import Vault
import Vocabulary

@Suite struct `A pool of keys` {
    private func lease(_ pool: KeyPool, _ desk: Desk, model: String = "m", upstream: Int64 = 1)
        -> KeyLease?
    {
        try? pool.lease(KeyWish(upstream: upstream, model: model)).get()
    }

    private func shortage(_ pool: KeyPool, _ desk: Desk, model: String = "m", upstream: Int64 = 1)
        -> KeyShortage?
    {
        if case .failure(let why) = pool.lease(KeyWish(upstream: upstream, model: model)) {
            why
        } else {
            nil
        }
    }

    @Test func `shares calls by weight, smoothly`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        for (name, weight) in [("a", 5), ("b", 1), ("c", 1)] {
            _ = try desk.addKey("openai", name, name: name, weight: weight)
        }
        let directory = try desk.directory()
        let pool = KeyPool(directory, clock: HandClock(desk.now))
        let names = Dictionary(
            uniqueKeysWithValues: (directory.keys[1] ?? []).map { ($0.key.number, $0.key.name) })
        let turns = (0..<14).compactMap { _ in lease(pool, desk).flatMap { names[$0.key] } }
        #expect(turns.joined() == "aaabcaaaaabcaa")
    }

    @Test func `keeps its place over new snapshots (PT-87)`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        for name in ["a", "b", "c"] { _ = try desk.addKey("openai", name, name: name) }
        let directory = try desk.directory()
        let pool = KeyPool(directory, clock: HandClock(desk.now))
        var turns: [Int64] = []
        for _ in 0..<9 {
            turns += [lease(pool, desk)?.key ?? 0]
            pool.adopt(directory)
        }
        #expect(turns == [1, 2, 3, 1, 2, 3, 1, 2, 3])
    }

    @Test func `lends no key beyond its limit`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        _ = try desk.addKey("openai", "a", parallelMax: 2)
        _ = try desk.addKey("openai", "b", parallelMax: 1)
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        var leases = (0..<3).compactMap { _ in lease(pool, desk) }
        #expect(leases.count == 3 && pool.leases == 3)
        #expect(shortage(pool, desk) == .busy)
        pool.adopt(try desk.directory())
        #expect(shortage(pool, desk) == .busy, "a new snapshot frees nothing")
        let freed = leases.removeFirst()
        freed.release()
        #expect(lease(pool, desk)?.key == freed.key)
        #expect(pool.leases == 2, "the lease above was let go at once")
    }

    @Test func `gets a lease back once, released or dropped (PT-92)`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "a", parallelMax: 1)
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        do {
            let held = try #require(lease(pool, desk))
            #expect(pool.leases(key: key.number) == 1)
            held.release()
            held.release()
            #expect(pool.leases(key: key.number) == 0)
            let other = try #require(lease(pool, desk))
            held.release()
            #expect(pool.leases(key: key.number) == 1, "an old lease takes nothing from a new one")
            withExtendedLifetime(other) {}
        }
        #expect(pool.leases == 0)
    }

    @Test func `lends keys for the models they allow`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai", "anthropic")
        let mini = try desk.addKey("openai", "a", models: ["*-mini"])
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        #expect(lease(pool, desk, model: "gpt-mini")?.key == mini.number)
        #expect(shortage(pool, desk, model: "gpt") == .noneUsable)
        #expect(shortage(pool, desk, upstream: 2) == KeyShortage.none)
        #expect(shortage(pool, desk, upstream: 99) == KeyShortage.none)
    }

    @Test func `lends no key from its expiry on`() throws {
        let desk = try Desk()
        let end = desk.now.advanced(byMilliseconds: 10)
        try desk.addUpstreams("openai")
        _ = try desk.addKey("openai", "a", expiresAt: end)
        let clock = HandClock(end.advanced(byMilliseconds: -1))
        let pool = KeyPool(try desk.directory(), clock: clock)
        #expect(throws: Never.self) {
            try pool.lease(KeyWish(upstream: 1, model: "m")).get()
        }
        clock.advance(milliseconds: 1)
        #expect(throws: KeyShortage.noneUsable) {
            try pool.lease(KeyWish(upstream: 1, model: "m")).get()
        }
    }

    @Test func `lends a revoked key to nobody, and takes it back from who has it`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let secret = "sk-" + Hexadecimal.text(try RandomBytes.make(16))
        let key = try desk.addKey("openai", secret)
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        let held = try #require(lease(pool, desk))
        #expect(held.keyID == key.id && held.version == 1 && held.versionNumber == 1)
        _ = try desk.run { try KeyStore.revoke(id: key.id, at: now, in: $0) }
        pool.adopt(try desk.directory())
        #expect(shortage(pool, desk) == KeyShortage.none)
        #expect(pool.leases(key: key.number) == 1)
        #expect(
            try held.unseal(RootKeys(desk.root)).textInClear() == secret,
            "a call under way may finish")
        held.release()
        #expect(pool.leases == 0)
    }

    @Test func `says once which keys were used, and when`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "a")
        _ = try desk.addKey("openai", "b", models: ["other"])
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        #expect(pool.takeUses().isEmpty)
        _ = lease(pool, desk)
        _ = lease(pool, desk)
        let uses = pool.takeUses()
        #expect(uses.map(\.key) == [key.number] && uses.map(\.at) == [desk.now])
        #expect(pool.takeUses().isEmpty)
        try desk.run { try KeyStore.markUsed(uses, in: $0) }
        #expect(try desk.run { try KeyStore.get(id: key.id, in: $0) }.lastUsedAt == desk.now)
    }

    @Test func `leaks nothing when many tasks lease and let go (PT-92)`() async throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        for index in 0..<4 {
            _ = try desk.addKey("openai", "k\(index)", weight: index + 1, parallelMax: 3)
        }
        let pool = KeyPool(try desk.directory(), clock: HandClock(desk.now))
        let directory = try desk.directory()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for step in 0..<500 {
                        let held = try? pool.lease(KeyWish(upstream: 1, model: "m")).get()
                        if step % 50 == task { pool.adopt(directory) }
                        if step % 3 == 0 { await Task.yield() }
                        if step % 2 == 0 { held?.release() }
                    }
                }
            }
        }
        #expect(pool.leases == 0)
    }
}
