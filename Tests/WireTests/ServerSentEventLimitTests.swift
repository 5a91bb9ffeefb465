import Testing

@testable import Wire

@Suite struct `A limit on server-sent events` {
    @Test(arguments: ["\n", "\r\n", "\r"], [1, 7, 1_000])
    func `holds for a line at its edge`(lineEnd: String, piece: Int) throws {
        func read(_ count: Int) throws -> Int {
            let line = "data: " + String(repeating: "a", count: count - 6)
            var reader = ServerSentEventReader(lineBytesMax: 20, eventBytesMax: 1_000)
            try push(": c\(lineEnd)\(line)\(lineEnd)\(lineEnd): x", in: piece, to: &reader)
            return reader.next()?.data.count ?? -1
        }
        for count in [19, 20] { #expect(try read(count) == count - 6) }
        #expect(throws: ServerSentEventFault(code: .lineTooLong, bytesMax: 20)) { try read(21) }
    }

    @Test(arguments: ["\n", "\r\n", "\r"], [1, 7, 1_000])
    func `holds for an event at its edge, all its bytes counted`(lineEnd: String, piece: Int) throws
    {
        func read(_ count: Int) throws -> Int {
            let front = "data: a\(lineEnd)data: "
            let text =
                front
                + String(repeating: "b", count: count - front.utf8.count - 2 * lineEnd.utf8.count)
                + lineEnd + lineEnd
            var reader = ServerSentEventReader(lineBytesMax: 1_000, eventBytesMax: 40)
            try push("data: 1\(lineEnd)\(lineEnd)" + text + ": x", in: piece, to: &reader)
            #expect(reader.next()?.data == [0x31])
            return reader.next()?.raw.count ?? -1
        }
        for count in [39, 40] { #expect(try read(count) == count) }
        #expect(throws: ServerSentEventFault(code: .eventTooLong, bytesMax: 40)) { try read(41) }
    }

    @Test func `stops a line that never ends, and blank lines that never end (T20)`() {
        for piece in ["aaaaaaa", "\n\n\n\n\n\n\n"] {
            var reader = ServerSentEventReader(lineBytesMax: 1_000, eventBytesMax: 2_000)
            #expect(throws: ServerSentEventFault.self) {
                for _ in 0..<1_000 { try reader.push(piece.utf8) }
            }
        }
    }

    @Test func `leaves the events before and ends the reader`() throws {
        let fault = ServerSentEventFault(code: .lineTooLong, bytesMax: 10)
        var reader = ServerSentEventReader(lineBytesMax: 10, eventBytesMax: 100)
        #expect(throws: fault) { try reader.push("data: a\n\ndata: 123456\n\ndata: b\n\n".utf8) }
        #expect(reader.next()?.data == [0x61])
        #expect(reader.next() == nil)
        #expect(throws: fault) { try reader.push("data: c\n\n".utf8) }
        #expect(reader.next() == nil)
        #expect(reader.finish() == nil)
    }

    @Test func `is described by kind and number`() {
        #expect(
            ServerSentEventFault(code: .lineTooLong, bytesMax: 5).description
                == "line of the event stream longer than 5 bytes")
        #expect(
            ServerSentEventFault(code: .eventTooLong, bytesMax: 5).description
                == "event of the stream longer than 5 bytes")
    }

    /// Eight million bytes in small pieces: with rescans it would be weeks' work.
    @Test(.timeLimit(.minutes(1))) func `of eight million bytes is reached in linear time`() throws
    {
        var reader = ServerSentEventReader()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 100)
        try reader.push("data: ".utf8)
        for _ in 0..<80_000 { try reader.push(piece) }
        try reader.push("\n\n".utf8)
        #expect(reader.next()?.data.count == 8_000_000)
    }

    private func push(
        _ text: String, in piece: Int, to reader: inout ServerSentEventReader
    ) throws {
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try reader.push(bytes[start..<min(start + piece, bytes.count)])
        }
    }
}
