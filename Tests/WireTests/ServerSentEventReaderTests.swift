import Testing

@testable import Wire

/// What a client would see of an event, and the bytes it came as.
private struct Seen: Equatable, CustomStringConvertible {
    var name = ""
    var data: String?
    var raw: String?

    init(_ event: ServerSentEvent, withRaw: Bool = true) {
        name = String(decoding: event.name, as: UTF8.self)
        data = event.hasData ? String(decoding: event.data, as: UTF8.self) : nil
        raw = withRaw ? String(decoding: event.raw, as: UTF8.self) : nil
    }

    init(name: String = "", data: String?) {
        self.name = name
        self.data = data
    }

    var description: String { "\(name)|\(data ?? "-")|\(raw ?? "-")" }
}

@Suite struct `A reader of server-sent events` {
    @Test(
        arguments: [
            ("data: a\n\n", [("", "a")]), ("data:a\n\n", [("", "a")]),
            ("data:  a \n\n", [("", " a ")]),
            ("data\n\n", [("", "")]), ("data:\n\n", [("", "")]), ("data: \n\n", [("", "")]),
            ("data\ndata\n\n", [("", "\n")]), ("data: a\ndata: b\ndata:\n\n", [("", "a\nb\n")]),
            ("data: a: b\n\n", [("", "a: b")]), ("event: x\ndata: a\n\n", [("x", "a")]),
            ("data: a\nevent: x\nevent: y\n\n", [("y", "a")]), ("event\ndata: a\n\n", [("", "a")]),
            ("event: x\n\n", [("x", nil)]), ("event: x\n\ndata: a\n\n", [("x", nil), ("", "a")]),
            (": hello\n\n", [("", nil)]), (":\n\n:\n\n", [("", nil), ("", nil)]),
            (": c\ndata: a\n: c\n\n", [("", "a")]), ("\n\n\ndata: a\n\n\n\n", [("", "a")]),
            ("\n\n\n", []),
            ("id: 1\nretry: 5\ndata: a\n\n", [("", "a")]), ("id: 1\n\n", [("", nil)]),
            ("Data: a\n\n", [("", nil)]), (" data: a\n\n", [("", nil)]),
            ("datax: a\n\n", [("", nil)]),
            ("dat\n\n", [("", nil)]), ("d\n\n", [("", nil)]), ("data : a\n\n", [("", nil)]),
            ("events: x\ndata: a\n\n", [("", "a")]), ("data: a", []), ("data: a\n", []), ("", []),
            ("\u{feff}data: a\n\n", [("", "a")]), ("\u{feff}\u{feff}data: a\n\n", [("", nil)]),
            ("data: a\n\n\u{feff}data: b\n\n", [("", "a"), ("", nil)]),
            ("\u{feff}\n\u{feff}data: a\n\n", [("", nil)]),
            ("\u{feff}:x\n\n", [("", nil)]), ("data: \u{feff}é漢😀\0\n\n", [("", "\u{feff}é漢😀\0")]),
            ("data: {\"a\":\n\ndata: 1}\n\n", [("", "{\"a\":"), ("", "1}")]),
            ("event: ping\ndata: {}\n\ndata: [DONE]\n\n", [("ping", "{}"), ("", "[DONE]")]),
        ] as [(String, [(String, String?)])])
    func `sees what a browser would`(text: String, expected: [(String, String?)]) throws {
        let expected = expected.map { Seen(name: $0.0, data: $0.1) }
        for lineEnd in ["\n", "\r\n", "\r"] {
            let bytes = Array(
                text.split(separator: "\n", omittingEmptySubsequences: false)
                    .joined(separator: lineEnd).utf8)
            var reader = ServerSentEventReader()
            try reader.push(bytes)
            var seen = events(of: &reader, withRaw: false)
            // After a lone CR at the very end a reader can't know what line end the stream uses.
            if lineEnd == "\r", seen.count < expected.count, let last = reader.finish() {
                seen.append(Seen(last, withRaw: false))
            }
            #expect(seen == expected, "\(lineEnd.debugDescription)")
        }
    }

    private static let stream = """
        \u{feff}: hello

        event: message_start
        data: {"type":"message_start","text":"é漢😀"}
        id: 7


        data: a
        data:
        data: c

        event: ping
        data: {}

        : keepalive
        data: {"choices":[{"delta":{"content":"a\\r\\n"}}]}

        retry: 1
        unknown

        data: [DONE]


        """

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `sees the same wherever the stream is cut in three`(lineEnd: String) throws {
        let bytes = Array(
            Self.stream.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: lineEnd).utf8)
        var whole = ServerSentEventReader()
        try whole.push(bytes)
        let expected = events(of: &whole)
        #expect(expected.count == 7)
        #expect(!whole.isMidEvent)
        for first in 0...bytes.count {
            for second in [first, first + 1, first + 2, (first + bytes.count) / 2]
            where second <= bytes.count {
                var reader = ServerSentEventReader()
                var seen: [Seen] = []
                for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] {
                    try reader.push(piece)
                    seen += events(of: &reader)
                }
                #expect(seen == expected, "cut at \(first) and \(second)")
            }
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `sees the same byte by byte`(lineEnd: String) throws {
        let bytes = Array(
            Self.stream.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: lineEnd).utf8)
        var whole = ServerSentEventReader()
        try whole.push(bytes)
        var reader = ServerSentEventReader()
        var seen: [Seen] = []
        for byte in bytes {
            try reader.push([byte])
            try reader.push([])
            seen += events(of: &reader)
        }
        #expect(seen == events(of: &whole))
    }

    @Test func `gives an event as soon as its blank line is there`() throws {
        var reader = ServerSentEventReader()
        try reader.push(Array("data: a\n".utf8))
        #expect(reader.next() == nil)
        try reader.push(Array("\n".utf8))
        #expect(reader.next().map { Seen($0).raw } == "data: a\n\n")
        try reader.push(Array("data: b\r\n\r".utf8))
        #expect(reader.next() == nil)
        #expect(!reader.isMidEvent)
        try reader.push(Array("\n".utf8))
        #expect(reader.next().map { Seen($0).raw } == "data: b\r\n\r\n")
        try reader.push(Array("data: c\r\r".utf8))
        #expect(reader.next().map { Seen($0).raw } == "data: c\r\r")
        // A line feed that belonged to it after all is not lost and is no line of its own.
        try reader.push(Array("\ndata: d\n\n".utf8))
        #expect(reader.next().map { Seen($0).raw } == "\ndata: d\n\n")
    }

    @Test(
        arguments: [
            ("data: a\n\ndata: b", "b"), ("data: a\n\ndata: b\n", "b"),
            ("data: a\n\ndata: b\r", "b"),
            ("data: a\n\ndata: b\r\n\r", "b"), ("data: a\n\ndata: b\ndata: c", "b\nc"),
            ("data: a\n\nevent: x", nil), ("data: a\n\n: c", nil), ("data: a\n\n: c\n", nil),
        ] as [(String, String?)])
    func `gives at the end of the stream what no blank line ended`(text: String, data: String?)
        throws
    {
        var reader = ServerSentEventReader()
        try reader.push(Array(text.utf8))
        #expect(events(of: &reader, withRaw: false) == [Seen(data: "a")])
        let end = reader.finish()
        let last = try #require(end)
        #expect(Seen(last).data == data)
        #expect(Seen(last).raw == String(text.dropFirst("data: a\n\n".count)))
        #expect(reader.finish() == nil)
        #expect(!reader.isMidEvent)
        #expect(reader.next() == nil)
    }

    @Test(arguments: [
        "", "data: a\n\n", "data: a\n\n\n\n", "\n", "data: a\r\r", "data: a\r\n\r\n", "\u{feff}",
    ])
    func `has nothing left after a stream that ended well`(text: String) throws {
        var reader = ServerSentEventReader()
        try reader.push(Array(text.utf8))
        while reader.next() != nil {}
        #expect(!reader.isMidEvent)
        #expect(reader.finish() == nil)
    }

    @Test func `knows when a field is cut`() throws {
        var reader = ServerSentEventReader()
        for (piece, isMidEvent) in [
            (": c", false), ("\n", false), ("d", true), ("ata: a", true), ("\n", true),
            (": c", true),
            ("\n", true), ("\n", false), ("\n", false), (":", false), ("\n\n", false), ("x", true),
        ] {
            try reader.push(Array(piece.utf8))
            #expect(reader.isMidEvent == isMidEvent)
        }
    }

    @Test func `takes pieces of any sequence of bytes`() throws {
        var reader = ServerSentEventReader()
        try reader.push("data: a".utf8)
        try reader.push(Array("xx\n\nxx".utf8)[2..<4])
        #expect(reader.next().map { Seen($0).data } == "a")
    }

    private func events(of reader: inout ServerSentEventReader, withRaw: Bool = true) -> [Seen] {
        var seen: [Seen] = []
        while let event = reader.next() { seen.append(Seen(event, withRaw: withRaw)) }
        return seen
    }
}
