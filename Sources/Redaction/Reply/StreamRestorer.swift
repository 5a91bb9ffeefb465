import Vocabulary
import Wire

/// Puts back into a stream of events what a request's placeholders stand for: bytes of the client's
/// dialect go in as they come, bytes go out.
///
/// Each text of the answer is a channel of its own, so a placeholder is found wherever it was cut.
/// An event in which nothing changes keeps its bytes. What a channel still holds when its text ends
/// goes out in an event of its own before the one that ends it.
package struct StreamRestorer: Sendable {
    /// How many texts one answer may have at once.
    package static let channelsMax = 4_096
    private static let limits = JSONLimits(depthMax: 256, nodesMax: 1_000_000, bytesMax: 16 << 20)

    /// What may not fit the restored text.
    package private(set) var notes: Set<RestorationNote> = []
    /// What was taken out of what the model wrote.
    package var findings: Findings { search?.findings ?? Findings() }

    private let restoration: Restoration
    private let dialect: Dialect
    private var search: TextSearch?
    private var reader = ServerSentEventReader()
    private var channels: [ChannelName: TextChannel] = [:]
    /// An event that each holding channel's rest can be put into.
    private var carriers: [ChannelName: Carrier] = [:]
    /// The order in which channels began.
    private var names: [ChannelName] = []
    /// By how much numbers of events are higher than the provider's (Responses).
    private var shift: Int64 = 0
    private var lastNumber: Int64 = -1

    /// For the answer to one request.
    ///
    /// - Parameters:
    ///   - redactor: Scans what the model writes if its policy says so; `nil` never does.
    ///   - dialect: The client's: the stream has been translated back.
    package init(_ restoration: Restoration, redactor: Redactor?, dialect: Dialect) {
        self.restoration = restoration
        self.dialect = dialect
        if let redactor, redactor.policy.scansReplies {
            search = TextSearch(redactor, forReplies: true)
        }
    }

    /// Has it anything to do at all? If not, bytes pass.
    package var isIdle: Bool { restoration.isEmpty && search == nil }

    /// Takes bytes of the stream, cut anywhere, and gives what may go on.
    ///
    /// - Throws: `.unreadableReply`, `.replyBlocked`, `.tooManyFindings`, `.tooCostly`; the stream
    ///   must end then.
    package mutating func push(_ bytes: [UInt8]) throws(RedactionFault) -> [UInt8] {
        guard !isIdle else { return bytes }
        do throws(ServerSentEventFault) { try reader.push(bytes) } catch {
            throw RedactionFault(.unreadableReply)
        }
        var out: [UInt8] = []
        while let event = reader.next() { try take(event, into: &out) }
        return out
    }

    /// Ends the stream: what is still held goes out as it is.
    package mutating func finish() throws(RedactionFault) -> [UInt8] {
        guard !isIdle else { return [] }
        var out: [UInt8] = []
        if let event = reader.finish() { try take(event, into: &out) }
        try flush(names, before: nil, into: &out)
        return out
    }

    // MARK: Events

    private mutating func take(
        _ event: ServerSentEvent, into out: inout [UInt8]
    ) throws(RedactionFault) {
        guard event.hasData, event.data != Array("[DONE]".utf8) else {
            if event.hasData { try flush(names, before: nil, into: &out) }
            out += event.raw
            return
        }
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(parsing: event.data, limits: Self.limits)
        } catch {
            throw RedactionFault(.unreadableReply)
        }
        let reading = EventReading(document.root, name: event.name, dialect: dialect)
        let number = document.root["sequence_number"]
        let taken = Set(reading.pieces.map(\.channel))
        try flush(
            names.filter { !taken.contains($0) && reading.ends($0) }, before: number?.int64,
            into: &out)

        var walk = ReplyWalk(restoration, dialect: dialect, search: nil)
        for piece in reading.pieces {
            try take(piece, reading, event, document, &walk)
        }
        for addition in reading.additions(holding: { channels[$0]?.isHolding ?? false }) {
            let text = try rest(of: addition.channel)
            if !text.isEmpty {
                walk.replace(addition.place, with: addition.bytes(EscapedText.quoted(text)))
            }
        }
        if let name = reading.annotated, let channel = channels[name] {
            (walk.outerMap, walk.outerBytes) = (channel.characters, channel.bytes)
        }
        if let number, let value = number.int64 {
            lastNumber = value + shift
            if shift != 0 { walk.replace(number.range, with: Array(String(lastNumber).utf8)) }
        }
        walk.search = search
        let body = try walk.body(of: document)
        search = walk.search
        notes.formUnion(walk.notes)
        if let body {
            out += write(event.name, body)
        } else {
            out += event.raw
        }
        forget { reading.ends($0) }
    }

    private mutating func take(
        _ piece: EventReading.Piece, _ reading: EventReading, _ event: ServerSentEvent,
        _ document: JSONDocument, _ walk: inout ReplyWalk
    ) throws(RedactionFault) {
        let content = piece.node.range.lowerBound + 1..<piece.node.range.upperBound - 1
        let text = EscapedText(document.bytes, content).bytes
        var channel: TextChannel
        if let known = channels.removeValue(forKey: piece.channel) {
            channel = known
        } else {
            guard names.count < Self.channelsMax else { throw RedactionFault(.tooCostly) }
            names.append(piece.channel)
            let mode = piece.isJSON || restoration.expectsJSON && piece.isAnswer
            channel = TextChannel(mode ? .json : .unknown, scans: search != nil)
        }
        let restored = try channel.take(
            text, isFinal: piece.isLast || reading.ends(piece.channel), restoration, &search)
        if channel.isHolding, let carrier = reading.carrier(for: piece, event: event) {
            carriers[piece.channel] = carrier
        }
        channels[piece.channel] = channel
        // A piece that stays as it was keeps its bytes; the walk must not look at it again.
        walk.pieces[piece.node.range.lowerBound] =
            restored == text ? .some(nil) : EscapedText.quoted(restored)
    }

    // MARK: What is held

    private mutating func rest(of name: ChannelName) throws(RedactionFault) -> [UInt8] {
        guard var channel = channels.removeValue(forKey: name) else { return [] }
        let text = try channel.take([], isFinal: true, restoration, &search)
        channels[name] = channel
        return text
    }

    private mutating func flush(
        _ ending: [ChannelName], before number: Int64?, into out: inout [UInt8]
    ) throws(RedactionFault) {
        for name in ending where channels[name]?.isHolding ?? false {
            let text = try rest(of: name)
            guard !text.isEmpty, let carrier = carriers[name] else { continue }
            var next: Int64?
            if dialect == .openAIResponses {
                next = number.map { $0 + shift } ?? lastNumber + 1
                shift += 1
                lastNumber = next ?? lastNumber
            }
            if let data = carrier.data(with: text, number: next) {
                out += write(carrier.name, data)
            }
        }
    }

    private mutating func forget(_ isOver: (ChannelName) -> Bool) {
        guard names.contains(where: isOver) else { return }
        for name in names where isOver(name) {
            // Where places went is still asked for by annotations, which may come later.
            carriers[name] = nil
        }
    }

    private func write(_ name: [UInt8], _ data: [UInt8]) -> [UInt8] {
        ServerSentEventWriter.event(
            name: name.isEmpty ? nil : String(decoding: name, as: UTF8.self), data: data)
    }
}

/// Which of an answer's texts a piece belongs to.
struct ChannelName: Hashable, Sendable {
    /// The kind of text within the item.
    let kind: String
    /// The choice, block, item or candidate.
    let major: Int
    /// The tool call or part within it.
    let minor: Int
}

/// An event into which a channel's rest can be put.
struct Carrier: Sendable {
    let name: [UInt8]
    /// JSON with a string at `place` that is replaced.
    let json: [UInt8]
    let place: Range<Int>

    /// The event's data with another text, and a number of its own.
    func data(with text: [UInt8], number: Int64?) -> [UInt8]? {
        var splices = [Splice(range: place, bytes: EscapedText.quoted(text))]
        if let number {
            // It was read before, so it can be read again.
            guard let document = try? JSONDocument(parsing: json),
                let old = document.root["sequence_number"]
            else { return nil }
            splices.append(Splice(range: old.range, bytes: Array(String(number).utf8)))
            splices.sort { $0.range.lowerBound < $1.range.lowerBound }
        }
        return Splice.apply(splices, to: json)
    }
}
