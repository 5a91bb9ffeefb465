import Testing

@testable import Transport

@Suite struct `The phases of an exchange` {
    private static let second: UInt64 = 1_000_000_000

    private func phases(method: String = "POST", bodyMax: Int = 100) -> ExchangePhases {
        var request = TransportRequest.to("http://127.0.0.1/", method: method, body: "")
        request.deadlines = Deadlines(
            connectMilliseconds: 1_000, firstByteMilliseconds: 5_000, idleMilliseconds: 2_000,
            totalMilliseconds: 20_000)
        request.limits.bodyBytesMax = bodyMax
        return ExchangePhases(request)
    }

    private func line(_ phases: inout ExchangePhases, _ text: String, at now: UInt64 = 0)
        -> ExchangePhases.Action
    {
        let bytes = Array(text.utf8)
        return phases.headLine(bytes.span.bytes, at: now)
    }

    private func streaming(at now: UInt64) -> ExchangePhases {
        var phases = phases()
        phases.started(at: 0)
        _ = phases.connected(at: now)
        _ = line(&phases, "HTTP/1.1 200 OK\r\n", at: now)
        #expect(line(&phases, "\r\n", at: now) == .deliverHead)
        return phases
    }

    @Test func `each have their deadline`() {
        var phases = phases()
        #expect(phases.nextDeadline == nil)
        phases.started(at: Self.second)
        #expect(phases.nextDeadline == 2 * Self.second)
        #expect(phases.expired(at: 2 * Self.second - 1) == nil)
        #expect(phases.expired(at: 2 * Self.second) == .connectDeadline)
        #expect(phases.connected(at: 2 * Self.second) == .proceed)
        #expect(phases.expired(at: 7 * Self.second - 1) == nil)
        #expect(phases.expired(at: 7 * Self.second) == .firstByteDeadline)
        _ = line(&phases, "HTTP/1.1 200 OK\r\n")
        _ = line(&phases, "\r\n", at: 7 * Self.second)
        #expect(phases.expired(at: 9 * Self.second) == .idleDeadline)
        #expect(phases.body(count: 1, unread: 0, at: 8 * Self.second) == .proceed)
        #expect(phases.nextDeadline == 10 * Self.second)
        phases.ended()
        #expect(phases.expired(at: .max) == nil)
    }

    @Test func `give idle time to a reader who is behind, but not for ever`() {
        var phases = streaming(at: Self.second)
        #expect(phases.body(count: 1, unread: Backlog.highMark, at: Self.second) == .pause)
        #expect(phases.expired(at: 19 * Self.second) == nil)
        #expect(phases.expired(at: 20 * Self.second) == .totalDeadline)
        phases.resumed(at: 10 * Self.second)
        #expect(phases.nextDeadline == 12 * Self.second)
    }

    @Test func `count the body to the byte`() {
        var phases = streaming(at: 0)
        #expect(phases.body(count: 60, unread: 0, at: 0) == .proceed)
        // Refused bytes come again and aren't counted twice.
        #expect(phases.body(count: 40, unread: Backlog.highMark, at: 0) == .pause)
        #expect(phases.body(count: 40, unread: 0, at: 0) == .proceed)
        #expect(phases.body(count: 1, unread: 0, at: 0) == .abort(.bodyTooLarge))
    }

    @Test func `never let a request be sent twice unless it does nothing`() {
        var post = phases()
        post.started(at: 0)
        #expect(post.connected(at: 0) == .proceed)
        #expect(post.connected(at: 0) == .abort(.reset))
        #expect(post.isResendRefused)
        var get = phases(method: "GET")
        get.started(at: 0)
        #expect(get.connected(at: 0) == .proceed)
        #expect(get.connected(at: 0) == .proceed)
    }

    @Test func `accept no body before a head`() {
        var phases = phases()
        phases.started(at: 0)
        _ = phases.connected(at: 0)
        #expect(phases.body(count: 1, unread: 0, at: 0) == .abort(.protocolViolation))
    }

    @Test func `with the longest deadlines don't overflow`() {
        var request = TransportRequest.to("http://127.0.0.1/")
        request.deadlines = Deadlines(
            connectMilliseconds: .max, firstByteMilliseconds: .max, idleMilliseconds: .max,
            totalMilliseconds: .max)
        var phases = ExchangePhases(request)
        phases.started(at: .max / 2)
        #expect(phases.nextDeadline == .max)
    }
}
