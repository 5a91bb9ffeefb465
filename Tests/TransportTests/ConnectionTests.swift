import Glibc
import Testing

@testable import Transport

@Suite struct `A connection` {
    @Test func `carries 200 exchanges at once, each its own`() async throws {
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                connection.write(reply(String(decoding: request.body, as: UTF8.self)))
            }
        }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    for round in 0..<5 {
                        let text = "{\"n\":\(number),\"r\":\(round)}"
                        guard
                            await sharedTransport.outcome(.to(server.url(), body: text))
                                == .reply(status: 200, body: text)
                        else { return false }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
        #expect(server.requests == 1_000)
        #expect(server.connections <= 200)
    }

    @Test func `is found for more exchanges at once than one lane carries`() async throws {
        let count = Lane.exchangesMax + 20
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                if request.head.hasPrefix("POST /small") {
                    connection.write(reply("small"))
                } else {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na")
                }
            }
        }
        let transport = try Transport()
        var open: [TransportReply] = []
        for _ in 0..<count { open.append(try await transport.send(.to(server.url()))) }
        #expect(transport.openExchanges == count)
        for _ in 0..<3 {
            #expect(
                await transport.outcome(.to(server.url("/small")))
                    == .reply(status: 200, body: "small"))
        }
        #expect(server.connections == count + 1)
        for answer in open { #expect(try await answer.body.next() == [97]) }
        transport.shutdown()
        for answer in open {
            await #expect(throws: TransportFault(.shutDown, mayHaveBeenSent: true)) {
                try await answer.body.next()
            }
        }
    }

    @Test func `that breaks under a repeated request is never asked twice`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(reply("first"))
            // The second is read whole, then dropped without a word.
            _ = connection.readRequest()
        }
        let transport = try Transport()
        #expect(
            await transport.outcome(.to(server.url())) == .reply(status: 200, body: "first"))
        #expect(
            await transport.outcome(.to(server.url())) == .refused(.reset, mayHaveBeenSent: true))
        #expect(server.requests == 2)
    }

    @Test func `that the provider closed meanwhile is replaced`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(reply("one each"))
            connection.finish()
        }
        let transport = try Transport()
        for _ in 0..<5 {
            let outcome = await transport.outcome(.to(server.url()))
            #expect(outcome == .reply(status: 200, body: "one each"))
            await server.allClosed()
        }
        #expect(server.connections == 5)
    }

    @Test func `of one rule isn't used by another`() async throws {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil { connection.write(reply("x")) }
        }
        let transport = try Transport()
        var request = TransportRequest.to(server.url())
        #expect(await transport.outcome(request) == .reply(status: 200, body: "x"))
        request.addressRule = .publicOnly
        #expect(
            await transport.outcome(request)
                == .refused(.addressForbidden, mayHaveBeenSent: false))
        request.addressRule = .thisHostOnly
        #expect(await transport.outcome(request) == .reply(status: 200, body: "x"))
        #expect(server.connections == 2)
    }

    @Test func `to nobody is a connect fault`() async {
        let port = ScriptedServer { _ in }.port
        #expect(
            await sharedTransport.outcome(.to("http://127.0.0.1:\(port)/"))
                == .refused(.connect, mayHaveBeenSent: false))
    }

    @Test func `may be a Unix-domain socket`() async throws {
        let path = "/tmp/transport-\(getpid()).sock"
        unlink(path)
        let server = ScriptedServer(path: path) { connection in
            while let request = connection.readRequest() {
                connection.write(reply(String(request.head.prefix(15))))
            }
        }
        var request = TransportRequest.to("http://localhost/admin/v1/x")
        request.unixSocket = path
        request.addressRule = .thisHostOnly
        for _ in 0..<3 {
            #expect(
                await sharedTransport.outcome(request)
                    == .reply(status: 200, body: "POST /admin/v1/"))
        }
        #expect(server.connections == 1)
        request.unixSocket = path + ".none"
        #expect(
            await sharedTransport.outcome(request) == .refused(.connect, mayHaveBeenSent: false))
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "PUT", "POST"])
    func `carries any method without fields of libcurl's own`(method: String) async throws {
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                let head = request.head
                connection.write(
                    method == "HEAD"
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Head: \(head.prefix(4))\r\n\r\n"
                        : reply(head))
            }
        }
        var request = TransportRequest.to(server.url("/p?q=1"), method: method, body: "")
        request.headers = [("X-A", "1"), ("x-empty", ""), ("Accept", "text/event-stream")]
        let answer = try await sharedTransport.send(request)
        let head = String(decoding: try await answer.body.all(), as: UTF8.self)
        if method == "HEAD" {
            #expect(answer.header("x-head") == "HEAD")
            return
        }
        let lines = Set(head.split(separator: "\r\n").map(String.init))
        var expected: Set = [
            "\(method) /p?q=1 HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "X-A: 1", "x-empty:",
            "Accept: text/event-stream",
        ]
        if method != "GET" { expected.insert("Content-Length: 0") }
        #expect(lines == expected)
    }

    @Test func `carries a large body whole, without asking first`() async throws {
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                let expects = request.head.lowercased().contains("expect:")
                connection.write(reply("\(request.body.count) \(expects)"))
            }
        }
        for count in [0, 1, 65_535, 65_536, 65_537, 3 << 20] {
            var request = TransportRequest.to(server.url())
            request.body = [UInt8](repeating: 98, count: count)
            #expect(
                await sharedTransport.outcome(request)
                    == .reply(status: 200, body: "\(count) false"))
        }
    }
}
