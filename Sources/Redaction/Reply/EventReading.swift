import Vocabulary
import Wire

/// What an event of a stream says about the texts of an answer: which pieces it brings, and which
/// texts it ends.
struct EventReading {
    /// A string that goes on with a text.
    struct Piece {
        let node: JSONNode
        let channel: ChannelName
        /// Its text is JSON for sure.
        var isJSON = false
        /// Its text is the answer's, not reasoning or a tool's.
        var isAnswer = false
        /// Its text ends within this event.
        var isLast = false
    }

    /// JSON to put in so that a text that ends without a piece gets its rest.
    struct Addition {
        let channel: ChannelName
        let place: Range<Int>
        let front: String
        let back: String

        func bytes(_ string: [UInt8]) -> [UInt8] { Array(front.utf8) + string + Array(back.utf8) }
    }

    private(set) var pieces: [Piece] = []
    /// The text that annotations of this event speak about.
    private(set) var annotated: ChannelName?
    private var additions: [Addition] = []
    private var endsAll = false
    private var endedMajors: Set<Int> = []
    private let dialect: Dialect
    private let root: JSONNode

    init(_ root: JSONNode, name: [UInt8], dialect: Dialect) {
        self.dialect = dialect
        self.root = root
        switch dialect {
        case .openAIChat: readChat()
        case .openAIResponses: readResponses()
        case .anthropic: readMessages()
        case .gemini: readGemini()
        }
        if root["error"].map({ !$0.isNull }) ?? false { endsAll = true }
    }

    /// Does a text end with this event?
    func ends(_ channel: ChannelName) -> Bool {
        endsAll || endedMajors.contains(channel.major)
    }

    /// What to put in for texts that hold something and end here or are overtaken.
    func additions(holding: (ChannelName) -> Bool) -> [Addition] {
        additions.filter { holding($0.channel) }
    }

    // MARK: The dialects

    private mutating func readChat() {
        guard let choices = root["choices"] else { return }
        for choice in choices.elements {
            let index = Self.index(choice["index"])
            if let reason = choice["finish_reason"], !reason.isNull { endedMajors.insert(index) }
            guard let delta = choice["delta"] else { continue }
            for (kind, isAnswer) in [
                ("content", true), ("refusal", false), ("reasoning_content", false),
                ("reasoning", false),
            ] {
                add(
                    delta[kind], ChannelName(kind: kind, major: index, minor: 0), isAnswer: isAnswer
                )
            }
            add(
                delta["function_call"]?["arguments"],
                ChannelName(kind: "function", major: index, minor: -1), isJSON: true)
            add(
                delta["audio"]?["transcript"],
                ChannelName(kind: "transcript", major: index, minor: 0))
            if let calls = delta["tool_calls"] {
                for call in calls.elements {
                    let number = Self.index(call["index"])
                    add(
                        call["function"]?["arguments"],
                        ChannelName(kind: "arguments", major: index, minor: number), isJSON: true)
                    add(
                        call["custom"]?["input"],
                        ChannelName(kind: "input", major: index, minor: number))
                }
            }
            if delta["annotations"] != nil {
                annotated = ChannelName(kind: "content", major: index, minor: 0)
            }
        }
    }

    private mutating func readMessages() {
        switch root["type"]?.string ?? "" {
        case "content_block_delta":
            let index = Self.index(root["index"])
            guard let delta = root["delta"] else { return }
            add(
                delta["text"], ChannelName(kind: "text", major: index, minor: 0), isAnswer: true)
            add(
                delta["partial_json"], ChannelName(kind: "json", major: index, minor: 0),
                isJSON: true)
        case "content_block_stop": endedMajors.insert(Self.index(root["index"]))
        case "message_delta", "message_stop", "error": endsAll = true
        default: break
        }
    }

    private mutating func readResponses() {
        let type = root["type"]?.string ?? ""
        let item = Self.index(root["output_index"])
        let part = Self.index(root["content_index"] ?? root["summary_index"])
        if type.hasSuffix(".delta"), !type.hasSuffix("audio.delta") {
            let kind = String(type.dropLast(".delta".count))
            add(
                root["delta"], ChannelName(kind: kind, major: item, minor: part),
                isJSON: type.contains("call_arguments"), isAnswer: type.contains("output_text"))
        } else if type.hasSuffix(".done") {
            endedMajors.insert(item)
        } else if ["response.completed", "response.incomplete", "response.failed", "error"]
            .contains(type)
        {
            endsAll = true
        }
        if type == "response.output_text.annotation.added" {
            annotated = ChannelName(kind: "response.output_text", major: item, minor: part)
        }
    }

    /// Each event is a whole answer with new parts; a text goes on until another kind of part comes.
    private mutating func readGemini() {
        guard let candidates = root["candidates"] else { return }
        for candidate in candidates.elements {
            let index = Self.index(candidate["index"])
            let isOver = candidate["finishReason"].map { !$0.isNull } ?? false
            if isOver { endedMajors.insert(index) }
            let names = ["text", "thought"].map {
                ChannelName(kind: $0, major: index, minor: 0)
            }
            annotated = annotated ?? names[0]
            guard let list = candidate["content"]?["parts"] else { continue }
            let parts = Array(list.elements)
            var isFirst = true
            for (place, part) in parts.enumerated() {
                let name = Self.textName(of: part, names)
                if isFirst {
                    // What another text holds must come before this part.
                    for other in names where other != name {
                        additions.append(
                            Addition(
                                channel: other,
                                place: part.range.lowerBound..<part.range.lowerBound,
                                front: "{\"text\":",
                                back: other.kind == "text" ? "}," : ",\"thought\":true},"))
                    }
                    isFirst = false
                }
                guard let name, let node = part["text"] else { continue }
                let next = place + 1 < parts.count ? parts[place + 1] : nil
                let isLast = next.map { Self.textName(of: $0, names) != name } ?? false
                pieces.append(
                    Piece(
                        node: node, channel: name, isAnswer: name.kind == "text", isLast: isLast))
            }
        }
    }

    private static func textName(of part: JSONNode, _ names: [ChannelName]) -> ChannelName? {
        guard part["text"]?.kind == .string else { return nil }
        return part["thought"]?.bool == true ? names[1] : names[0]
    }

    private mutating func add(
        _ node: JSONNode?, _ channel: ChannelName, isJSON: Bool = false, isAnswer: Bool = false
    ) {
        guard let node, node.kind == .string else { return }
        pieces.append(Piece(node: node, channel: channel, isJSON: isJSON, isAnswer: isAnswer))
    }

    private static func index(_ node: JSONNode?) -> Int {
        Int(truncatingIfNeeded: node?.int64 ?? 0)
    }

    // MARK: Events made here

    /// An event for the rest of a piece's text: this one where it brings nothing else, else one made
    /// of its envelope.
    func carrier(for piece: Piece, event: ServerSentEvent) -> Carrier? {
        switch dialect {
        case .anthropic, .openAIResponses:
            return Carrier(name: event.name, json: event.data, place: piece.node.range)
        case .openAIChat:
            var writer = envelope(["id", "object", "created", "model", "system_fingerprint"])
            writer.key("choices")
            writer.beginArray()
            writer.beginObject()
            writer.key("index")
            writer.integer(Int64(piece.channel.major))
            writer.key("delta")
            let place = writeDelta(piece.channel, &writer)
            writer.key("finish_reason")
            writer.null()
            writer.endObject()
            writer.endArray()
            writer.endObject()
            return Carrier(name: event.name, json: writer.bytes, place: place)
        case .gemini:
            var writer = envelope(["modelVersion", "responseId"])
            writer.key("candidates")
            writer.beginArray()
            writer.beginObject()
            writer.key("content")
            writer.beginObject()
            writer.key("role")
            writer.string("model")
            writer.key("parts")
            writer.beginArray()
            writer.beginObject()
            let place = writeHole("text", &writer)
            if piece.channel.kind == "thought" {
                writer.key("thought")
                writer.bool(true)
            }
            writer.endObject()
            writer.endArray()
            writer.endObject()
            writer.key("index")
            writer.integer(Int64(piece.channel.major))
            writer.endObject()
            writer.endArray()
            writer.endObject()
            return Carrier(name: event.name, json: writer.bytes, place: place)
        }
    }

    private func envelope(_ keys: [String]) -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        for key in keys {
            guard let value = root[key] else { continue }
            writer.key(key)
            writer.raw(value.bytes)
        }
        return writer
    }

    private func writeDelta(_ channel: ChannelName, _ writer: inout JSONWriter) -> Range<Int> {
        let place: Range<Int>
        writer.beginObject()
        switch channel.kind {
        case "arguments", "input":
            writer.key("tool_calls")
            writer.beginArray()
            writer.beginObject()
            writer.key("index")
            writer.integer(Int64(channel.minor))
            writer.key(channel.kind == "input" ? "custom" : "function")
            writer.beginObject()
            place = writeHole(channel.kind, &writer)
            writer.endObject()
            writer.endObject()
            writer.endArray()
        case "function", "transcript":
            writer.key(channel.kind == "function" ? "function_call" : "audio")
            writer.beginObject()
            place = writeHole(channel.kind == "function" ? "arguments" : "transcript", &writer)
            writer.endObject()
        default: place = writeHole(channel.kind, &writer)
        }
        writer.endObject()
        return place
    }

    /// A member with an empty string to be replaced.
    private func writeHole(_ key: String, _ writer: inout JSONWriter) -> Range<Int> {
        writer.key(key)
        writer.string("")
        return writer.bytes.count - 2..<writer.bytes.count
    }
}
