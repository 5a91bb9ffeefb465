import Testing

@testable import Transport

@Suite struct `A deadline` {
    /// Plays a stall and measures how long the exchange took.
    private func stalled(_ request: TransportRequest) async -> (Outcome, Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = await sharedTransport.outcome(request)
        return (outcome, clock.now - start)
    }

    @Test func `ends a handshake that stalls`() async {
        let server = ScriptedServer { $0.waitForPeer() }
        let (outcome, took) = await stalled(
            .to("https://127.0.0.1:\(server.port)/", connect: 80))
        #expect(outcome == .refused(.connectDeadline, mayHaveBeenSent: false))
        #expect(took >= .milliseconds(80) && took < .seconds(20))
    }

    @Test(arguments: [
        "", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\nX: y\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
    func `ends a head that stalls`(sent: String) async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(sent)
            connection.waitForPeer()
        }
        let (outcome, took) = await stalled(.to(server.url(), firstByte: 80))
        #expect(outcome == .refused(.firstByteDeadline, mayHaveBeenSent: true))
        #expect(took >= .milliseconds(80) && took < .seconds(20))
    }

    @Test func `ends a body that stalls`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234")
            connection.waitForPeer()
        }
        let (outcome, took) = await stalled(.to(server.url(), idle: 80))
        #expect(outcome == .cut(after: "01234", .idleDeadline))
        #expect(took >= .milliseconds(80) && took < .seconds(20))
    }

    @Test func `ends a drip that never stalls`() async {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write("x"), connection.pause(milliseconds: 5) {}
        }
        let (outcome, took) = await stalled(.to(server.url(), idle: 5_000, total: 500))
        switch outcome {
        // The head may not have made it in time on a busy machine.
        case .cut(_, .totalDeadline), .refused(.totalDeadline, _): break
        default: Issue.record("\(outcome)")
        }
        #expect(took >= .milliseconds(500) && took < .seconds(20))
    }

    @Test func `ends an upload nobody reads`() async {
        let server = ScriptedServer { connection in
            _ = connection.pause(milliseconds: 5_000)
        }
        var request = TransportRequest.to(server.url(), firstByte: 100)
        request.body = [UInt8](repeating: 97, count: 32 << 20)
        let (outcome, _) = await stalled(request)
        #expect(outcome == .refused(.firstByteDeadline, mayHaveBeenSent: false))
    }

    @Test func `of the total ends a reader that never comes back`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            let block = [UInt8](repeating: 120, count: 1 << 20)
            while connection.write(block) {}
        }
        // Idle doesn't count while we are the ones who don't read.
        let answer = try await sharedTransport.send(.to(server.url(), idle: 40, total: 1_500))
        var found: TransportFault.Code?
        do throws(TransportFault) {
            // One piece only; then nothing is read until the deadline has ended the exchange.
            _ = try await answer.body.next()
            await server.allClosed()
            while try await answer.body.next() != nil {}
        } catch { found = error.code }
        #expect(found == .totalDeadline)
    }
}
