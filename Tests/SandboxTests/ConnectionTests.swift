import NIOCore
import NIOPosix
import Testing

@testable import Sandbox

/// A client that sees the bytes.
private struct RawClient {
    let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func connect(to port: Int) async throws -> RawClient {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return RawClient(channel: channel)
    }

    /// Sends bytes and gathers what comes back until it has an ending, or the server ends.
    static func exchange(_ port: Int, _ request: String, until ending: String? = nil) async throws
        -> String
    {
        let client = try await connect(to: port)
        return try await client.channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var text = ""
            do {
                for try await part in inbound {
                    text += String(buffer: part)
                    if let ending, text.hasSuffix(ending) { break }
                }
            } catch is IOError {
                text += "(reset)"
            }
            return text
        }
    }

    static func chat(_ model: String, isStream: Bool = true, version: String = "1.1") -> String {
        let body =
            #"{"model":"\#(model)","stream":\#(isStream),"messages":[{"role":"user","content":"hi"}]}"#
        return "POST /v1/chat/completions HTTP/\(version)\r\nhost: x\r\nx-api-key: k\r\n"
            + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}

@Suite struct `A connection` {
    @Test func `streams in chunks and stays`() async throws {
        try await SandboxServer.serving { port, book in
            let text = try await RawClient.exchange(
                port, RawClient.chat("m+words=3") + RawClient.chat("m+words=2", isStream: false),
                until: "}}}")
            #expect(text.contains("transfer-encoding: chunked"))
            #expect(text.contains("data: [DONE]\n\n\r\n0\r\n\r\nHTTP/1.1 200 OK"))
            #expect(book.records().map(\.outcome) == [.completed, .completed])
        }
    }

    @Test func `ends a stream with the connection for those who don't know chunks`() async throws {
        try await SandboxServer.serving { port, _ in
            let text = try await RawClient.exchange(
                port, RawClient.chat("m+words=3", version: "1.0"))
            #expect(!text.contains("transfer-encoding"))
            #expect(text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test func `sends each event by itself when paced`() async throws {
        try await SandboxServer.serving { port, _ in
            let text = try await RawClient.exchange(
                port, RawClient.chat("m+words=3+pace=1ms"), until: "0\r\n\r\n")
            #expect(text.components("\r\n0000").count == 6 + 1)
        }
    }

    @Test(arguments: ["cut", "reset"])
    func `breaks off where told`(fault: String) async throws {
        try await SandboxServer.serving { port, book in
            let text = try await RawClient.exchange(
                port, RawClient.chat("m+words=50+fault=\(fault)+after=700"))
            #expect(text.hasSuffix("(reset)") == (fault == "reset"))
            #expect(!text.contains("[DONE]"))
            #expect(book.records().map(\.outcome) == [.broken])
        }
    }

    @Test func `writes down clients that went away`() async throws {
        try await SandboxServer.serving { port, book in
            _ = try await RawClient.exchange(
                port, RawClient.chat("m+fault=stall+after=4"), until: "}\n\n\r\n")
            while book.records().first?.outcome == .open { await Task.yield() }
            let record = try #require(book.records().first)
            #expect(record.outcome == .aborted)
            #expect(record.usage.outputTokens == 3)
        }
    }

    @Test func `refuses what isn't HTTP and serves the next`() async throws {
        try await SandboxServer.serving { port, _ in
            let text = try await RawClient.exchange(port, "\u{1}\u{2} nonsense\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 400") || text.hasSuffix("(reset)"))
            let next = try await RawClient.exchange(
                port, RawClient.chat("m", isStream: false), until: "}}}")
            #expect(next.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `shows the last request byte for byte and masks its credential`() async throws {
        try await SandboxServer.serving { port, _ in
            let body = #"{ "model":"m", "messages":[{"role":"user","content":"\u00e9"}],"x":1.00}"#
            let request =
                "POST /v1/chat/completions?beta=true HTTP/1.1\r\nhost: x\r\n"
                + "authorization: Bearer sk-secret-1234\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            _ = try await RawClient.exchange(port, request + body, until: "}}}")
            let inspection = { (path: String) in
                try await RawClient.exchange(
                    port, "GET \(path) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            }
            #expect(try await inspection("/sandbox/last/body").hasSuffix("\r\n\r\n" + body))
            let last = try await inspection("/sandbox/last")
            #expect(last.contains("Bearer ****1234"))
            #expect(!last.contains("secret"))
        }
    }
}

extension String {
    /// What stands between the occurrences of a separator.
    fileprivate func components(_ separator: String) -> [Substring] {
        var rest = self[...]
        var parts: [Substring] = []
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
