/// Reads an event stream that arrives in pieces, cut anywhere (WHATWG HTML, section 9.2).
///
/// Lines end with LF, CR or CRLF; one byte order mark at the front is passed over; `id`, `retry`
/// and unknown fields are ignored but stay in `raw`. Each byte is looked at once. What is kept is
/// the unfinished event and the finished ones not yet fetched.
package struct ServerSentEventReader: Sendable {
    private let lineBytesMax: Int
    private let eventBytesMax: Int
    private var fault: ServerSentEventFault?

    private var ready: [ServerSentEvent] = []
    private var readyTaken = 0

    /// The unfinished block and, while reading, what came behind it.
    private var buffer: [UInt8] = []
    private var blockStart = 0
    private var lineStart = 0
    /// Up to here there is no line end that has not been seen.
    private var scanned = 0
    private var isFirstLine = true
    private var lastLineEnd = LineEnd.lineFeed
    /// The blank line has come but perhaps not all of it.
    private var isEventWaiting = false

    private var name: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var contents = Contents.nothing

    private enum LineEnd {
        case lineFeed
        case carriageReturn
        /// The last byte so far; a line feed may follow and is part of it.
        case carriageReturnPerhapsMore
        case both
    }

    /// What the complete lines of the unfinished block are, blank ones aside.
    private enum Contents {
        case nothing
        case comments
        case fields
    }

    /// A reader at the front of a stream.
    ///
    /// - Parameters:
    ///   - lineBytesMax: The longest line, without its end.
    ///   - eventBytesMax: The longest event, all its bytes counted.
    package init(lineBytesMax: Int = 8 << 20, eventBytesMax: Int = 8 << 20) {
        self.lineBytesMax = lineBytesMax
        self.eventBytesMax = eventBytesMax
    }

    /// Takes the next bytes of the stream.
    ///
    /// - Throws: When a limit is passed, now and at every later call. Events that were finished
    ///   before can still be fetched.
    package mutating func push(_ bytes: [UInt8]) throws(ServerSentEventFault) {
        if let fault { throw fault }
        buffer.append(contentsOf: bytes)
        try scan()
    }

    /// Takes the next bytes of the stream.
    package mutating func push(_ bytes: some Sequence<UInt8>) throws(ServerSentEventFault) {
        if let fault { throw fault }
        buffer.append(contentsOf: bytes)
        try scan()
    }

    /// The next finished event, `nil` until there are more bytes.
    ///
    /// A block of comments, or of fields without data, comes too; its `hasData` is false.
    package mutating func next() -> ServerSentEvent? {
        guard readyTaken < ready.count else { return nil }
        let event = ready[readyTaken]
        readyTaken += 1
        if readyTaken == ready.count {
            ready.removeAll(keepingCapacity: true)
            readyTaken = 0
        }
        return event
    }

    /// Whether a field, or the front of one, waits for the rest of its event: a stream that ends
    /// now was cut, or its server leaves out the last blank line. (`finish()` has what there is.)
    package var isMidEvent: Bool {
        if isEventWaiting { return false }
        if contents == .fields { return true }
        let line = line(upTo: buffer.count)
        return !line.isEmpty && buffer[line.lowerBound] != UInt8(ascii: ":")
    }

    /// Ends the stream. To be called once no more bytes come and `next()` has returned `nil`.
    ///
    /// - Returns: What stands after the last blank line, as if one followed; `nil` if nothing does.
    package mutating func finish() -> ServerSentEvent? {
        guard fault == nil else { return nil }
        readLine(line(upTo: buffer.count))
        lineStart = buffer.count
        scanned = buffer.count
        guard contents != .nothing else { return nil }
        finishEvent(at: buffer.count)
        dropFinished()
        return ready.popLast()
    }

    // MARK: Lines

    private mutating func scan() throws(ServerSentEventFault) {
        defer { dropFinished() }
        if lastLineEnd == .carriageReturnPerhapsMore { try completeLineEnd() }
        while true {
            let end = nextLineEnd()
            scanned = end
            guard end < buffer.count else { break }
            let line = line(upTo: end)
            try check(end - lineStart, atMost: lineBytesMax, else: .lineTooLong)
            let previousLineEnd = lastLineEnd
            passLineEnd(at: end)
            try check(lineStart - blockStart, atMost: eventBytesMax, else: .eventTooLong)
            if !line.isEmpty {
                readLine(line)
            } else if contents != .nothing {
                // A line feed most likely follows, unless this stream ends lines with CR alone.
                if lastLineEnd == .carriageReturnPerhapsMore, previousLineEnd != .carriageReturn {
                    isEventWaiting = true
                } else {
                    finishEvent(at: lineStart)
                }
            }
        }
        try check(buffer.count - lineStart, atMost: lineBytesMax, else: .lineTooLong)
        try check(buffer.count - blockStart, atMost: eventBytesMax, else: .eventTooLong)
    }

    /// Where the next CR or LF is, else the end of what has come.
    private func nextLineEnd() -> Int {
        let bytes = buffer.span
        var place = scanned
        while bytes.count - place >= 8 {
            let word = EightBytes.load(bytes, at: place)
            let marks =
                EightBytes.marks(of: UInt8(ascii: "\n"), in: word)
                | EightBytes.marks(of: UInt8(ascii: "\r"), in: word)
            guard marks == 0 else { return place + EightBytes.countBeforeFirst(marks) }
            place += 8
        }
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            place += 1
        }
        return place
    }

    /// The line that began last, without a byte order mark at the front of the stream.
    private func line(upTo end: Int) -> Range<Int> {
        let hasMark =
            isFirstLine && buffer[lineStart..<end].starts(with: [0xef, 0xbb, 0xbf])
        return lineStart + (hasMark ? 3 : 0)..<end
    }

    private mutating func passLineEnd(at end: Int) {
        isFirstLine = false
        lineStart = end + 1
        if buffer[end] == UInt8(ascii: "\n") {
            lastLineEnd = .lineFeed
        } else if lineStart == buffer.count {
            lastLineEnd = .carriageReturnPerhapsMore
        } else if buffer[lineStart] == UInt8(ascii: "\n") {
            lastLineEnd = .both
            lineStart += 1
        } else {
            lastLineEnd = .carriageReturn
        }
        scanned = lineStart
    }

    /// Settles with the first byte of a piece whether the piece before ended with half a line end.
    private mutating func completeLineEnd() throws(ServerSentEventFault) {
        guard lineStart < buffer.count else { return }
        if buffer[lineStart] == UInt8(ascii: "\n") {
            lastLineEnd = .both
            lineStart += 1
            scanned = lineStart
        } else {
            lastLineEnd = .carriageReturn
        }
        guard isEventWaiting else { return }
        try check(lineStart - blockStart, atMost: eventBytesMax, else: .eventTooLong)
        finishEvent(at: lineStart)
    }

    private mutating func check(
        _ count: Int, atMost bytesMax: Int, else code: ServerSentEventFault.Code
    ) throws(ServerSentEventFault) {
        guard count > bytesMax else { return }
        let fault = ServerSentEventFault(code: code, bytesMax: bytesMax)
        self.fault = fault
        throw fault
    }

    // MARK: Events

    private mutating func readLine(_ line: Range<Int>) {
        guard !line.isEmpty else { return }
        guard buffer[line.lowerBound] != UInt8(ascii: ":") else {
            if contents == .nothing { contents = .comments }
            return
        }
        contents = .fields
        if let value = value(of: "data", in: line) {
            if hasData { data.append(UInt8(ascii: "\n")) }
            data.append(contentsOf: buffer[value])
            hasData = true
        } else if let value = value(of: "event", in: line) {
            name = Array(buffer[value])
        }
    }

    /// What follows a field's colon and at most one space; empty if the field stands alone.
    private func value(of field: String, in line: Range<Int>) -> Range<Int>? {
        var start = line.lowerBound
        for letter in field.utf8 {
            guard start < line.upperBound, buffer[start] == letter else { return nil }
            start += 1
        }
        guard start < line.upperBound else { return start..<start }
        guard buffer[start] == UInt8(ascii: ":") else { return nil }
        start += 1
        if start < line.upperBound, buffer[start] == UInt8(ascii: " ") { start += 1 }
        return start..<line.upperBound
    }

    private mutating func finishEvent(at end: Int) {
        let raw = Array(buffer[blockStart..<end])
        ready.append(ServerSentEvent(name: name, data: data, raw: raw, hasData: hasData))
        blockStart = end
        isEventWaiting = false
        name = []
        data = []
        hasData = false
        contents = .nothing
    }

    /// Frees the bytes of finished events; what moves up is at most what the last push brought.
    private mutating func dropFinished() {
        guard blockStart > 0 else { return }
        if blockStart == buffer.count {
            buffer.removeAll(keepingCapacity: true)
        } else {
            buffer.removeSubrange(..<blockStart)
        }
        lineStart -= blockStart
        scanned -= blockStart
        blockStart = 0
    }
}
