import Testing

@testable import Wire

@Suite struct `A writer of server-sent events` {
    @Test(
        arguments: [
            (nil, "", "data: \n\n"), (nil, "a", "data: a\n\n"),
            ("x", "{}", "event: x\ndata: {}\n\n"),
            (nil, "a\nb", "data: a\ndata: b\n\n"),
            (nil, "a\r\nb\rc\n", "data: a\ndata: b\ndata: c\ndata: \n\n"),
            (nil, "\n\n", "data: \ndata: \ndata: \n\n"), (nil, " a", "data:  a\n\n"),
            ("x\ndata: evil\r\n\r\n", "a", "event: xdata: evil\ndata: a\n\n"),
        ] as [(String?, String, String)])
    func `writes one event, whatever is in it`(name: String?, data: String, expected: String) throws
    {
        let bytes = ServerSentEventWriter.event(name: name, data: Array(data.utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        var reader = ServerSentEventReader()
        try reader.push(bytes)
        let next = reader.next()
        let event = try #require(next)
        #expect(event.raw == bytes)
        #expect(event.hasData)
        #expect(!reader.isMidEvent)
        #expect(reader.next() == nil)
    }

    @Test func `keeps alive with a comment and no blank line`() throws {
        #expect(ServerSentEventWriter.keepalive == Array(": keepalive\n".utf8))
        var reader = ServerSentEventReader()
        try reader.push(ServerSentEventWriter.keepalive)
        #expect(reader.next() == nil)
        #expect(!reader.isMidEvent)
    }
}
