import Synchronization
import Testing

@testable import Transport

@Suite struct `Back-pressure` {
    @Test func `stops the provider while the reader is away, and loses nothing`() async throws {
        let total = 64 << 20
        let taken = Mutex(0)
        let stalled = Gate()
        let server = ScriptedServer { connection in
            connection.limitSendBuffer(256 << 10)
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let round = (0..<(64 << 10)).map { UInt8(truncatingIfNeeded: $0 >> 8) }
            var bytes: [UInt8] = []
            for _ in 0..<(total / round.count) { bytes += round }
            let first = connection.writeUntilStalled(bytes, milliseconds: 150)
            taken.withLock { $0 = first }
            stalled.open()
            bytes.removeFirst(first)
            connection.write(bytes)
        }
        let answer = try await sharedTransport.send(.to(server.url()))
        await stalled.passed()
        // What the sockets' buffers took and what we hold unread.
        #expect(taken.withLock { $0 } < 16 << 20)
        var offset = 0
        var largest = 0
        while let piece = try await answer.body.next() {
            largest = max(largest, piece.count)
            for index in stride(from: 0, to: piece.count, by: 997)
            where piece[index] != UInt8(truncatingIfNeeded: (offset + index) >> 8) {
                Issue.record("wrong byte at \(offset + index)")
                return
            }
            offset += piece.count
        }
        #expect(offset == total)
        #expect(largest <= Backlog.highMark + (16 << 10))
    }

    @Test func `of one exchange doesn't hold up another`() async throws {
        let server = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            if request.head.hasPrefix("POST /small") {
                connection.write(reply("small"))
                return
            }
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            let block = [UInt8](repeating: 120, count: 1 << 20)
            while connection.write(block) {}
        }
        let unread = try await sharedTransport.send(.to(server.url("/big")))
        for _ in 0..<20 {
            #expect(
                await sharedTransport.outcome(.to(server.url("/small")))
                    == .reply(status: 200, body: "small"))
        }
        unread.body.cancel()
    }
}
