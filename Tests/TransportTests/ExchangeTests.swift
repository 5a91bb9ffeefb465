import Testing
import Vocabulary

@testable import Transport

@Suite struct `An exchange` {
    @Test func `brings status, fields and body`() async throws {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write(reply("hello", fields: "X-Request-ID: 7\r\nSet-Cookie: a=b\r\n"))
            }
        }
        let answer = try await sharedTransport.send(.to(server.url()))
        #expect(answer.status == 200)
        #expect(answer.header("x-request-id") == "7")
        #expect(try await answer.body.all() == Array("hello".utf8))
        #expect(try await answer.body.next() == nil)
    }

    @Test func `reads a chunked body to its end`() async throws {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                )
            }
        }
        #expect(
            await sharedTransport.outcome(.to(server.url())) == .reply(status: 200, body: "abcde"))
    }

    @Test func `reuses its connection`() async throws {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil { connection.write(reply("x")) }
        }
        for round in 0..<100 {
            let answer = try await sharedTransport.send(.to(server.url()))
            _ = try await answer.body.all()
            #expect(answer.timing.isConnectionReused == (round > 0))
        }
        #expect(server.connections == 1)
        #expect(server.requests == 100)
    }

    @Test func `lets go of its secret while a long answer still comes`() async throws {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
            _ = connection.readRequest()
        }
        let (answer, secret) = try await Self.send(to: server.url())
        #expect(try await answer.body.next() == Array("ab".utf8))
        #expect(secret.value == nil)
        answer.body.cancel()
    }

    /// A secret that can be seen to go.
    private final class Passing: SecretBytes {
        let bytes = Array("abc".utf8)
        var count: Int { bytes.count }
        func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
            let bytes = bytes
            return try body(bytes.span.bytes)
        }
    }

    private struct Weak: Sendable { weak let value: Passing? }

    private static func send(to url: String) async throws -> (TransportReply, Weak) {
        let secret = Passing()
        var request = TransportRequest.to(url)
        request.secretHeader = SecretHeader(name: "x-api-key", secret: secret)
        return (try await sharedTransport.send(request), Weak(value: secret))
    }
}
