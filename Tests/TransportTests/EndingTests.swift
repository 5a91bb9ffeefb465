import Testing

@testable import Transport

@Suite struct `A provider's ending` {
    static let lengthReply = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
    static let chunkedReply =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"

    @Test(arguments: [lengthReply, chunkedReply], [false, true])
    func `is told apart wherever the reply is cut (T19)`(text: String, withReset: Bool) async {
        let bytes = Array(text.utf8)
        let headBytes =
            text.utf8.count - text.split(separator: "\r\n\r\n", maxSplits: 1)[1].utf8.count
        for cut in 0..<bytes.count {
            let server = ScriptedServer { connection in
                guard connection.readRequest() != nil else { return }
                connection.write(Array(bytes[..<cut]))
                if withReset { connection.reset() }
            }
            switch await sharedTransport.outcome(.to(server.url())) {
            case .reply(_, let body):
                // With the last chunk's own line the body is whole; only the last line feed lacks.
                #expect(text == Self.chunkedReply && cut == bytes.count - 1, "cut at \(cut)")
                #expect(body == "0123456789")
            case .refused(let code, let sent):
                #expect([.reset, .truncated, .protocolViolation].contains(code), "cut at \(cut)")
                #expect(sent)
                // A reset may overtake what was written before it.
                #expect(cut < headBytes || withReset, "cut at \(cut)")
            case .cut(let body, let code):
                #expect("0123456789".hasPrefix(body))
                #expect(cut >= headBytes)
                #expect([.truncated, .reset, .protocolViolation].contains(code), "cut at \(cut)")
            }
            #expect(server.requests == 1)
        }
    }

    @Test(arguments: [
        ("\u{0}\u{1}\u{2}garbage\r\n\r\n", TransportFault.Code.protocolViolation),
        ("HTTP/9.9 200 OK\r\n\r\n", .protocolViolation),
        ("HTTP/1.1 abc OK\r\n\r\n", .protocolViolation),
        ("HTTP/1.1 099 OK\r\n\r\n", .protocolViolation),
        ("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nxx", .protocolViolation),
        ("SSH-2.0-OpenSSH_9\r\n", .protocolViolation),
        ("HTTP/1.1 200 OK\r\nNo colon\r\n\r\n", .protocolViolation),
        ("HTTP/1.1 200 OK\r\nName : space\r\n\r\n", .protocolViolation),
        ("HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n", .protocolViolation),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            .protocolViolation
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabcd", .protocolViolation),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            .protocolViolation
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", .protocolViolation),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab",
            .protocolViolation
        ),
    ])
    func `that isn't HTTP is a protocol violation`(text: String, code: TransportFault.Code) async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(text)
        }
        switch await sharedTransport.outcome(.to(server.url())) {
        case .refused(let found, let sent):
            #expect(found == code)
            #expect(sent)
        case .cut(_, let found): #expect(found == code)
        case .reply(let status, let body): Issue.record("passed: \(status) \(body)")
        }
    }

    @Test func `after interim heads is the final head's`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            for _ in 0..<50 { connection.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n") }
            connection.write(reply("done"))
        }
        #expect(
            await sharedTransport.outcome(.to(server.url())) == .reply(status: 200, body: "done"))
    }

    @Test func `that is nothing but interim heads is cut short`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            while connection.write("HTTP/1.1 100 Continue\r\n\r\n") {}
        }
        #expect(
            await sharedTransport.outcome(.to(server.url()))
                == .refused(.headTooLarge, mayHaveBeenSent: true))
    }

    @Test func `that is a redirect is handed on, not followed`() async {
        let canary = ScriptedServer { _ in }
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                reply("moved", status: "302 Found", fields: "Location: \(canary.url())\r\n"))
        }
        #expect(
            await sharedTransport.outcome(.to(server.url())) == .reply(status: 302, body: "moved"))
        #expect(canary.connections == 0)
    }

    @Test func `without a length is the end of the connection`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n\r\nuntil the end")
        }
        #expect(
            await sharedTransport.outcome(.to(server.url()))
                == .reply(status: 200, body: "until the end"))
    }

    @Test func `of both framings is read by its chunks and not followed by another`() async {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nabcde\r\n0\r\n\r\n")
            }
        }
        for _ in 0..<2 {
            #expect(
                await sharedTransport.outcome(.to(server.url()))
                    == .reply(status: 200, body: "abcde"))
        }
        #expect(server.connections == 2)
    }

    @Test func `of a body larger than announced spoils the connection, not the next reply`() async {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write(reply("mine") + reply("smuggled"))
            }
        }
        for _ in 0..<3 {
            #expect(
                await sharedTransport.outcome(.to(server.url()))
                    == .reply(status: 200, body: "mine"))
        }
    }

    @Test func `with compressed bytes is handed on as it is`() async throws {
        let server = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            let asked = request.head.lowercased().contains("accept-encoding")
            connection.write(
                reply(asked ? "asked" : "\u{1f}x", fields: "Content-Encoding: gzip\r\n"))
        }
        let answer = try await sharedTransport.send(.to(server.url()))
        #expect(answer.header("content-encoding") == "gzip")
        #expect(try await answer.body.all() == Array("\u{1f}x".utf8))
    }
}
