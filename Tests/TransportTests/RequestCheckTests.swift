import Testing

@testable import Transport

@Suite struct `A request` {
    private func fault(_ change: (inout TransportRequest) -> Void) async -> TransportFault.Code? {
        let canary = ScriptedServer { _ in }
        var request = TransportRequest.to(canary.url())
        change(&request)
        var found: TransportFault.Code?
        do throws(TransportFault) { _ = try await sharedTransport.send(request) } catch {
            #expect(!error.mayHaveBeenSent)
            found = error.code
        }
        #expect(canary.connections == 0)
        return found
    }

    @Test(arguments: [
        "a\r\nX: y", "a\nb", "a\rb", "a\u{0}b", "a\u{1}b", "a\u{7f}b", "caf\u{e9}", "\u{2028}",
    ])
    func `with a control character or beyond ASCII in a header is refused (T09)`(text: String) async
    {
        #expect(await fault { $0.headers = [("X", text)] } == .badRequest)
        #expect(await fault { $0.headers = [(text, "x")] } == .badRequest)
        #expect(
            await fault {
                $0.secretHeader = SecretHeader(
                    name: "K", secret: PlainSecret(bytes: Array(text.utf8)))
            } == .badRequest)
        #expect(
            await fault {
                $0.secretHeader = SecretHeader(
                    name: "K", prefix: text, secret: PlainSecret(bytes: [65]))
            } == .badRequest)
        #expect(
            await fault {
                $0.secretHeader = SecretHeader(name: text, secret: PlainSecret(bytes: [65]))
            } == .badRequest)
        #expect(await fault { $0.url += text } == .badURL)
        #expect(await fault { $0.method = text } == .badRequest)
        #expect(await fault { $0.unixSocket = text + "\u{0}" } == .badRequest)
    }

    @Test(arguments: [
        "Host", "content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive", "Expect", "TE",
        "Trailer", "Upgrade", "Proxy-Connection", "Proxy-Authorization", "HTTP2-Settings", "",
        "a b",
        "a:", ":path", "(x)",
    ])
    func `with a field that frames messages, or no name, is refused`(name: String) async {
        #expect(await fault { $0.headers = [(name, "1")] } == .badRequest)
    }

    @Test(arguments: [
        "", "/", "example.com", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
        "dict://127.0.0.1:11/", "HTTPS://127.0.0.1/", "https:/127.0.0.1", "https://", "https:///x",
        "https://user:pass@127.0.0.1/", "https://user@127.0.0.1/", "https://127.0.0.1\\@evil/",
        "https://127.0.0.1/#f", "https://127.0.0.1:99999/", "https://127.0.0.1:x/", "https://[::1/",
        "https://?q", "https://127.0.0.1 /", "https://ex\u{e4}mple/",
    ])
    func `to a URL we don't speak is refused`(url: String) async {
        #expect(await fault { $0.url = url } == .badURL)
    }

    @Test func `in clear is refused unless allowed`() async {
        #expect(await fault { $0.allowHTTP = false } == .badURL)
    }

    @Test func `with an empty secret is refused`() async {
        #expect(
            await fault {
                $0.secretHeader = SecretHeader(name: "K", secret: PlainSecret(bytes: []))
            } == .badRequest)
    }

    @Test func `for this host takes no proxy`() async {
        #expect(
            await fault {
                $0.addressRule = .thisHostOnly
                $0.proxy = "http://127.0.0.1:1"
            } == .badRequest)
        #expect(await fault { $0.proxy = "socks5://127.0.0.1:1" } == .badRequest)
    }

    @Test func `carries its secret on the wire and nowhere in its description`() async throws {
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() { connection.write(reply(request.head)) }
        }
        var request = TransportRequest.to(server.url())
        let key = (0..<40).map { _ in UInt8.random(in: 97...122) }
        request.secretHeader = SecretHeader(
            name: "Authorization", prefix: "Bearer ", secret: PlainSecret(bytes: key))
        let answer = try await sharedTransport.send(request)
        let head = String(decoding: try await answer.body.all(), as: UTF8.self)
        #expect(
            head.contains("\r\nAuthorization: Bearer \(String(decoding: key, as: UTF8.self))\r\n"))
    }
}
