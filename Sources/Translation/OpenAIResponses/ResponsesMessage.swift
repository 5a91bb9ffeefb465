import Wire

/// A message item while it is written: announced, filled part by part, and closed.
struct ResponsesMessage: Sendable {
    private struct Content {
        let isRefusal: Bool
        var text = ""
        var citations: [Citation] = []
        var logprobs: [UInt8] = []

        /// How many characters the text has, as OpenAI counts them.
        var length: Int { text.unicodeScalars.count }
    }

    private let id: String
    private let index: Int64
    private var done: [[UInt8]] = []
    private var open: Content?
    /// Responses' `phase`.
    let phase: String?

    /// Announces the item.
    init(id: String, index: Int64, phase: String?, _ sink: inout ResponsesEventSink) {
        self.id = id
        self.index = index
        self.phase = phase
        let added = item("in_progress", [])
        sink.send("response.output_item.added") { json in
            json.member("output_index", index)
            json.member("item", json: added)
        }
    }

    /// Has a part been announced and not closed?
    var isPartOpen: Bool { open != nil }

    /// Announces a part.
    mutating func openPart(isRefusal: Bool, _ sink: inout ResponsesEventSink) {
        let content = Content(isRefusal: isRefusal)
        open = content
        send("response.content_part.added", &sink) { json in
            json.member("part", json: Self.json(content))
        }
    }

    /// Adds to the open part.
    mutating func append(_ text: String, _ sink: inout ResponsesEventSink) {
        guard let isRefusal = open?.isRefusal else { return }
        open?.text += text
        send(isRefusal ? "response.refusal.delta" : "response.output_text.delta", &sink) { json in
            json.member("delta", text)
            if !isRefusal {
                json.beginArray("logprobs")
                json.endArray()
            }
        }
    }

    /// Cites for the open part; it is told once the part's length is known.
    mutating func cite(_ citation: Citation) { open?.citations.append(citation) }

    /// Probabilities of the open part's tokens: entries of a list, parted by commas.
    mutating func add(logprobs: [UInt8]) {
        guard open?.isRefusal == false else { return }
        if open?.logprobs.isEmpty == false { open?.logprobs.append(UInt8(ascii: ",")) }
        open?.logprobs += logprobs
    }

    /// Closes the open part.
    mutating func closePart(_ sink: inout ResponsesEventSink) {
        guard let content = open else { return }
        open = nil
        var number: Int64 = 0
        for citation in content.citations {
            guard let annotation = ResponsesCitationForm.json(citation, length: content.length)
            else { continue }
            send("response.output_text.annotation.added", &sink) { json in
                json.member("annotation_index", number)
                json.member("annotation", json: annotation)
            }
            number += 1
        }
        send(content.isRefusal ? "response.refusal.done" : "response.output_text.done", &sink) {
            json in
            json.member(content.isRefusal ? "refusal" : "text", content.text)
            if !content.isRefusal { json.member("logprobs", json: Self.list(content.logprobs)) }
        }
        let part = Self.json(content)
        send("response.content_part.done", &sink) { $0.member("part", json: part) }
        done.append(part)
    }

    /// Closes the item.
    ///
    /// - Returns: The item, whole.
    mutating func close(status: String, _ sink: inout ResponsesEventSink) -> [UInt8] {
        closePart(&sink)
        let item = item(status, done)
        sink.send("response.output_item.done") { json in
            json.member("output_index", index)
            json.member("item", json: item)
        }
        return item
    }

    private func send(
        _ type: String, _ sink: inout ResponsesEventSink, _ body: (inout JSONWriter) -> Void
    ) {
        sink.send(type) { json in
            json.member("item_id", id)
            json.member("output_index", index)
            json.member("content_index", Int64(done.count))
            body(&json)
        }
    }

    private func item(_ status: String, _ content: [[UInt8]]) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", id)
        json.member("type", "message")
        json.member("status", status)
        json.member("role", "assistant")
        json.member("phase", ifAny: phase)
        json.beginArray("content")
        for part in content { json.raw(part) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private static func json(_ content: Content) -> [UInt8] {
        var json = JSONWriter(reservingBytes: content.text.utf8.count + 96)
        json.beginObject()
        if content.isRefusal {
            json.member("type", "refusal")
            json.member("refusal", content.text)
        } else {
            json.member("type", "output_text")
            json.member("text", content.text)
            json.beginArray("annotations")
            for citation in content.citations {
                if let annotation = ResponsesCitationForm.json(citation, length: content.length) {
                    json.raw(annotation)
                }
            }
            json.endArray()
            json.member("logprobs", json: list(content.logprobs))
        }
        json.endObject()
        return json.bytes
    }

    private static func list(_ entries: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "[")] + entries + [UInt8(ascii: "]")]
    }
}
