import Testing

@testable import Wire

@Suite struct `Any event stream` {
    private static let parts = [
        "data: a", "data:", "data", "event: x", "event:", ": c", ":", "id: 1", "é漢", "\u{feff}",
        "x:y",
        "\n", "\n", "\r", "\r\n", "\r\n", "\n\n", "\r\n\r\n",
        "data: a longer line than eight bytes",
    ]

    /// Compares with a reader that has the whole text and takes it line by line.
    @Test(arguments: 0..<40) func `is read alike, whole and in pieces, and none of it is lost`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let count = Int.random(in: 0..<30, using: &random)
            let bytes = Array(
                (0..<count).map { _ in Self.parts.randomElement(using: &random)! }.joined().utf8)
            var reader = ServerSentEventReader()
            var events: [ServerSentEvent] = []
            var start = 0
            while start < bytes.count {
                let end = Int.random(in: start...min(start + 12, bytes.count), using: &random)
                try reader.push(bytes[start..<end])
                while let event = reader.next() { events.append(event) }
                start = end
            }
            if let event = reader.finish() { events.append(event) }
            #expect(
                events.map { Plain($0) } == Plain.events(in: bytes),
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            let raw = events.flatMap(\.raw)
            #expect(raw.elementsEqual(bytes.prefix(raw.count)))
            #expect(
                bytes.dropFirst(raw.count).allSatisfy {
                    [0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0)
                })
        }
    }

    private struct Plain: Equatable {
        var name: [UInt8] = []
        var lines: [[UInt8]] = []

        init() {}

        init(_ event: ServerSentEvent) {
            name = event.name
            lines = event.hasData ? [event.data] : []
        }

        static func events(in bytes: [UInt8]) -> [Plain] {
            var events: [Plain] = []
            var event = Plain()
            var hasLines = false
            func finish() {
                if hasLines {
                    event.lines =
                        event.lines.isEmpty ? [] : [Array(event.lines.joined(separator: [0x0a]))]
                    events.append(event)
                }
                event = Plain()
                hasLines = false
            }
            for line in lines(of: bytes) {
                if line.isEmpty { finish() } else { hasLines = true }
                let colon = line.firstIndex(of: 0x3a) ?? line.count
                var value = line.dropFirst(colon + 1)
                if value.first == 0x20 { value = value.dropFirst() }
                if line[..<colon].elementsEqual("data".utf8) { event.lines.append(Array(value)) }
                if line[..<colon].elementsEqual("event".utf8) { event.name = Array(value) }
            }
            finish()
            return events
        }

        private static func lines(of bytes: [UInt8]) -> [[UInt8]] {
            var lines: [[UInt8]] = [[]]
            var previous: UInt8 = 0
            for byte in bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes {
                if byte == 0x0d || byte == 0x0a && previous != 0x0d {
                    lines.append([])
                } else if byte != 0x0a {
                    lines[lines.count - 1].append(byte)
                }
                previous = byte
            }
            return lines
        }
    }
}
