import Testing

@testable import Transport

@Suite struct `Limits of a reply` {
    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `hold for the body`(extra: Int, passes: Bool) async {
        let limit = 70_000
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(reply(String(repeating: "x", count: limit + extra)))
            connection.waitForPeer()
        }
        var request = TransportRequest.to(server.url())
        request.limits.bodyBytesMax = limit
        switch await sharedTransport.outcome(request) {
        case .reply(_, let body):
            #expect(passes && body.utf8.count == limit + extra)
        case .cut(let body, let code):
            #expect(!passes && body.utf8.count <= limit && code == .bodyTooLarge)
        case .refused(let code, _): Issue.record("\(code)")
        }
    }

    @Test func `end an endless body (T18)`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            let block = [UInt8](repeating: 120, count: 1 << 20)
            while connection.write(block) {}
        }
        var request = TransportRequest.to(server.url())
        request.limits.bodyBytesMax = 8 << 20
        guard case .cut(let body, .bodyTooLarge) = await sharedTransport.outcome(request) else {
            Issue.record("not cut")
            return
        }
        #expect(body.utf8.count <= 8 << 20)
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `hold for the head's bytes`(extra: Int, passes: Bool) async {
        let limit = 4_096
        let start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: "
        let end = "\r\n\r\n"
        let filler = String(
            repeating: "y", count: limit + extra - start.utf8.count - end.utf8.count)
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(start + filler + end)
            connection.waitForPeer()
        }
        var request = TransportRequest.to(server.url())
        request.limits.headBytesMax = limit
        let outcome = await sharedTransport.outcome(request)
        #expect(
            outcome
                == (passes
                    ? .reply(status: 200, body: "")
                    : .refused(.headTooLarge, mayHaveBeenSent: true)))
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `hold for the head's fields`(extra: Int, passes: Bool) async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            let fields = (0..<(19 + extra)).map { "X-\($0): a\r\n" }.joined()
            connection.write(reply("", fields: fields))
            connection.waitForPeer()
        }
        var request = TransportRequest.to(server.url())
        request.limits.headFieldsMax = 20
        let outcome = await sharedTransport.outcome(request)
        #expect(
            outcome
                == (passes
                    ? .reply(status: 200, body: "")
                    : .refused(.headTooLarge, mayHaveBeenSent: true)))
    }

    @Test(arguments: ["X: ", "X-Many: a\r\n"])
    func `end an endless head`(piece: String) async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write(
                piece + (piece.hasSuffix("\n") ? "" : String(repeating: "z", count: 4_096)))
            {}
        }
        #expect(
            await sharedTransport.outcome(.to(server.url()))
                == .refused(.headTooLarge, mayHaveBeenSent: true))
    }

    @Test func `leave out fields nobody may pass on`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nBad: a".utf8) + [0x01]
                    + Array("b\r\nHigh: ".utf8) + [0xff] + Array("\r\nTab: a\tb\r\n\r\n".utf8))
        }
        let answer = try await sharedTransport.send(.to(server.url()))
        #expect(answer.headers.map(\.name) == ["content-length", "tab"])
        #expect(answer.header("tab") == "a\tb")
    }
}
