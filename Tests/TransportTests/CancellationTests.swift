import Testing

@testable import Transport

@Suite struct `Cancelling` {
    /// Cancels a send once the server has reached a point, and waits for its connections to close.
    private func cancelSend(
        _ server: ScriptedServer, url: String, reached: Gate
    ) async -> TransportFault? {
        let transport = try! Transport()
        let task = Task { () -> TransportFault? in
            do throws(TransportFault) {
                _ = try await transport.send(.to(url))
                return nil
            } catch { return error }
        }
        await reached.passed()
        task.cancel()
        let fault = await task.value
        await server.allClosed()
        #expect(transport.openExchanges == 0)
        return fault
    }

    @Test func `during the handshake closes the connection`() async {
        let reached = Gate()
        let server = ScriptedServer { connection in
            reached.open()
            connection.waitForPeer()
        }
        let fault = await cancelSend(
            server, url: "https://127.0.0.1:\(server.port)/", reached: reached)
        #expect(fault == TransportFault(.cancelled, mayHaveBeenSent: false))
    }

    @Test func `while waiting for the head closes the connection`() async {
        let reached = Gate()
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            reached.open()
            connection.waitForPeer()
        }
        let fault = await cancelSend(server, url: server.url(), reached: reached)
        #expect(fault == TransportFault(.cancelled, mayHaveBeenSent: true))
    }

    @Test func `before sending sends nothing`() async {
        let server = ScriptedServer { $0.waitForPeer() }
        let transport = try! Transport()
        let task = Task { () -> TransportFault? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(TransportFault) {
                _ = try await transport.send(.to(server.url()))
                return nil
            } catch { return error }
        }
        #expect(await task.value == TransportFault(.cancelled, mayHaveBeenSent: false))
        #expect(server.requests == 0)
    }

    private func streamingServer() -> ScriptedServer {
        ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n\r\nfirst")
            connection.waitForPeer()
        }
    }

    @Test func `the body closes the connection`() async throws {
        let server = streamingServer()
        let transport = try Transport()
        let answer = try await transport.send(.to(server.url()))
        #expect(try await answer.body.next() == Array("first".utf8))
        answer.body.cancel()
        await server.allClosed()
        await #expect(throws: TransportFault(.cancelled, mayHaveBeenSent: true)) {
            try await answer.body.next()
        }
    }

    @Test func `is what dropping the reply does`() async throws {
        let server = streamingServer()
        let transport = try Transport()
        do { _ = try await transport.send(.to(server.url())) }
        await server.allClosed()
        #expect(transport.openExchanges == 0)
    }

    @Test func `a reading task leaves the transfer to another reader`() async throws {
        let more = Gate()
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
            _ = connection.readRequest()
            connection.write("other")
            more.open()
        }
        let answer = try await sharedTransport.send(.to(server.url()))
        #expect(try await answer.body.next() == Array("first".utf8))
        let reader = Task { try await answer.body.next() }
        reader.cancel()
        await #expect(throws: TransportFault(.cancelled, mayHaveBeenSent: true)) {
            try await reader.value
        }
        #expect(sharedTransport.openExchanges > 0)
        answer.body.cancel()
    }

    @Test func `a whole transport ends everything`() async throws {
        let reached = Gate()
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            reached.open()
            connection.waitForPeer()
        }
        let transport = try Transport()
        async let outcome = transport.outcome(.to(server.url()))
        await reached.passed()
        transport.shutdown()
        #expect(await outcome == .refused(.shutDown, mayHaveBeenSent: true))
        #expect(
            await transport.outcome(.to(server.url()))
                == .refused(.shutDown, mayHaveBeenSent: false))
        await server.allClosed()
    }

    @Test func `leaves no exchange in memory`() async throws {
        let server = streamingServer()
        let transport = try Transport()
        weak var kept: TransportBody?
        do {
            let answer = try await transport.send(.to(server.url()))
            _ = try await answer.body.next()
            kept = answer.body
            #expect(kept != nil)
        }
        #expect(kept == nil)
        await server.allClosed()
    }
}
