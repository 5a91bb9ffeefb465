import GRDB
import Keyring
import Storage
import Testing
import Vocabulary

@Suite struct `A stored response` {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private func keep(
        _ id: String, of client: Int64, upstream: Int64 = 1, key: Int64? = 7, at: Timestamp? = nil
    ) throws {
        let response = StoredResponse(
            client: client, upstream: upstream, key: key, model: "m", madeAt: at ?? desk.now)
        try desk.file.writer.writeBlocking { try StoredResponses.keep(id, response, in: $0) }
    }

    private func find(_ id: String, of client: Int64, at: Timestamp? = nil) throws
        -> StoredResponse?
    {
        let now = at ?? desk.now
        return try desk.run { try StoredResponses.find(id, of: client, at: now, in: $0) }
    }

    @Test func `is found by the client that made it, and by nobody else`() throws {
        try keep("resp_a", of: 1)
        #expect(try find("resp_a", of: 1)?.key == 7)
        #expect(try find("resp_a", of: 2) == nil)
        #expect(try find("resp_b", of: 1) == nil)
    }

    @Test func `stays with the first client that a provider gave its id to`() throws {
        try keep("resp_a", of: 1)
        try keep("resp_a", of: 2)
        #expect(try find("resp_a", of: 1) != nil)
        #expect(try find("resp_a", of: 2) == nil)
        try keep("resp_a", of: 2, upstream: 2, key: nil)
        #expect(try find("resp_a", of: 2)?.upstream == 2)
        #expect(try find("resp_a", of: 2)?.key == nil)
    }

    @Test func `is forgotten when it is deleted, by its owner`() throws {
        try keep("resp_a", of: 1)
        let mine = try #require(try find("resp_a", of: 1))
        let other = StoredResponse(
            client: 2, upstream: mine.upstream, key: nil, model: "m", madeAt: desk.now)
        try desk.file.writer.writeBlocking { try StoredResponses.forget("resp_a", other, in: $0) }
        #expect(try find("resp_a", of: 1) != nil)
        try desk.file.writer.writeBlocking { try StoredResponses.forget("resp_a", mine, in: $0) }
        #expect(try find("resp_a", of: 1) == nil)
    }

    @Test func `ends with its life, to the millisecond, and its row goes as new ones come`() throws
    {
        let life = StoredResponses.lifeMilliseconds
        let now = desk.now.milliseconds
        for index in 0..<6 { try keep("resp_\(index)", of: 1) }
        #expect(try find("resp_0", of: 1, at: Timestamp(milliseconds: now + life - 1)) != nil)
        #expect(try find("resp_0", of: 1, at: Timestamp(milliseconds: now + life)) == nil)
        let later = Timestamp(milliseconds: now + life)
        try keep("resp_x", of: 1, at: later)
        try keep("resp_y", of: 1, at: later)
        let rows = try desk.run {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM stored_response")
        }
        #expect(rows == 2)
    }
}

@Suite struct `A lease of one key` {
    @Test func `is of that key, or of none`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai")
        for name in ["a", "b"] {
            _ = try desk.addKey("openai", name, name: name, parallelMax: 2)
        }
        let pool = KeyPool(try desk.directory())
        func lease(_ key: Int64) -> Result<KeyLease, KeyShortage> {
            pool.lease(KeyWish(upstream: 1, model: "m", only: key))
        }
        let held = [try lease(2).get(), try lease(2).get()]
        #expect(held.map(\.key) == [2, 2])
        if case .failure(let why) = lease(2) { #expect(why == .busy) } else { Issue.record() }
        if case .failure(let why) = lease(3) { #expect(why == .noneUsable) } else { Issue.record() }
        #expect(try lease(1).get().key == 1)
    }
}
