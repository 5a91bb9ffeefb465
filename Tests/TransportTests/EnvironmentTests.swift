import Glibc
import Testing

@testable import Transport

@Suite struct `The environment` {
    @Test func `is cleared of what would steer libcurl`() async {
        await #expect(processExitsWith: .success) {
            for name in CurlLibrary.unwantedVariables { setenv(name, "http://127.0.0.1:1", 1) }
            let canary = ScriptedServer { _ in }
            setenv("http_proxy", canary.url(), 1)
            setenv("ALL_PROXY", canary.url(), 1)
            let log = "/tmp/transport-keylog-\(getpid())"
            setenv("SSLKEYLOGFILE", log, 1)
            let transport = try Transport()
            for name in CurlLibrary.unwantedVariables { #expect(getenv(name) == nil) }
            let server = ScriptedServer { connection in
                while connection.readRequest() != nil { connection.write(reply("direct")) }
            }
            // Set again behind our back: still nothing.
            setenv("http_proxy", canary.url(), 1)
            setenv("ALL_PROXY", canary.url(), 1)
            #expect(
                await transport.outcome(.to(server.url())) == .reply(status: 200, body: "direct"))
            #expect(canary.connections == 0)
            #expect(access(log, F_OK) != 0)
            transport.shutdown()
        }
    }

}
