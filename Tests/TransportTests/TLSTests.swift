import Glibc
import Testing

@testable import Transport

@Suite(.enabled(if: access("/usr/bin/openssl", X_OK) == 0, "openssl's command isn't installed"))
struct `A TLS connection` {
    @Test func `is made to a host whose certificate is its own`() async throws {
        let server = try TLSServer()
        let transport = try Transport(caBundlePath: server.caPath)
        let outcome = await transport.outcome(.to(server.url("localhost"), method: "GET", body: ""))
        guard case .reply(200, let body) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(body.contains("TLSv1.3"))
    }

    @Test func `is refused when the certificate is another host's`() async throws {
        let server = try TLSServer()
        let transport = try Transport(caBundlePath: server.caPath)
        #expect(
            await transport.outcome(.to(server.url("127.0.0.1"), method: "GET", body: ""))
                == .refused(.tls, mayHaveBeenSent: false))
    }

    @Test func `is refused when nobody we trust has signed`() async throws {
        let server = try TLSServer()
        // The system's bundle knows nothing of our authority; neither does the environment.
        setenv("SSL_CERT_FILE", server.caPath, 1)
        setenv("CURL_CA_BUNDLE", server.caPath, 1)
        let transport = try Transport()
        #expect(
            await transport.outcome(.to(server.url("localhost"), method: "GET", body: ""))
                == .refused(.tls, mayHaveBeenSent: false))
    }

    @Test(arguments: ["not TLS at all\r\n", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{28}"])
    func `to something else is a TLS fault`(greeting: String) async {
        let server = ScriptedServer { connection in
            connection.write(greeting)
            connection.waitForPeer()
        }
        #expect(
            await sharedTransport.outcome(.to("https://127.0.0.1:\(server.port)/"))
                == .refused(.tls, mayHaveBeenSent: false))
    }
}

/// `openssl s_server` with a certificate for `localhost`, signed by an authority of its own.
final class TLSServer {
    let caPath: String
    private let folder: String
    private let process: pid_t
    private let port: Int
    private let input: Int32
    private let output: Int32

    func url(_ host: String) -> String { "https://\(host):\(port)/" }

    /// - Parameter isTyped: Whether the test types the replies; else they are about the connection.
    init(isTyped: Bool = false) throws {
        var template = Array("/tmp/transport-tls-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TransportFault(.other) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        caPath = folder + "/ca.pem"
        let subject = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try Self.run(
            ["req", "-x509"] + subject + [
                "-keyout", folder + "/ca.key", "-out", caPath, "-days", "2", "-subj", "/CN=Test CA",
            ])
        try Self.run(
            ["req", "-x509"] + subject + [
                "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-CA", caPath,
                "-CAkey", folder + "/ca.key", "-addext", "basicConstraints=critical,CA:FALSE",
            ])
        var pipes: [Int32] = [0, 0]
        var inputs: [Int32] = [0, 0]
        guard pipe(&pipes) == 0, pipe(&inputs) == 0 else {
            throw TransportFault(.other)
        }
        for end in pipes + inputs { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        process = try Self.spawn(
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", folder + "/cert.pem", "-key",
                folder + "/key.pem",
            ] + (isTyped ? [] : ["-www"]), input: inputs[0], output: pipes[1])
        close(pipes[1])
        close(inputs[0])
        output = pipes[0]
        input = inputs[1]
        // It says `ACCEPT 127.0.0.1:port` once it listens.
        var text = ""
        while !text.hasSuffix("\n") || !text.contains("ACCEPT ") {
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { throw TransportFault(.connect) }
            text.append(Character(UnicodeScalar(byte)))
        }
        let number = text.split(separator: ":").last.map { $0.filter(\.isNumber) }
        guard let port = number.flatMap({ Int($0) }) else { throw TransportFault(.connect) }
        self.port = port
    }

    /// Waits until the server has printed a text, and forgets what it printed.
    func printed(_ text: String) {
        let wanted = Array(text.utf8)
        var last: [UInt8] = []
        while last != wanted {
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { return }
            last = Array((last + [byte]).suffix(wanted.count))
        }
    }

    /// Types something for the server to send.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        write(input, bytes, bytes.count)
    }

    deinit {
        close(input)
        close(output)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        for name in ["ca.pem", "ca.key", "cert.pem", "key.pem"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    private static func run(_ arguments: [String]) throws {
        let child = try spawn(arguments, output: nil)
        var status: Int32 = 0
        guard waitpid(child, &status, 0) == child, status == 0 else { throw TransportFault(.other) }
    }

    private static func spawn(_ arguments: [String], input: Int32? = nil, output: Int32?)
        throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        var texts = (["/usr/bin/openssl"] + arguments).map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var child: pid_t = 0
        guard posix_spawn(&child, "/usr/bin/openssl", &actions, nil, &texts, environ) == 0 else {
            throw TransportFault(.other)
        }
        return child
    }
}
