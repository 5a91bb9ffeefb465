import Wire

/// A reasoning item while it is written: announced, its summary told part by part, and closed.
struct ResponsesReasoning: Sendable {
    private let id: String
    private let index: Int64
    private var texts: [String] = []
    private var isPartOpen = false
    private var proof: OpaqueProof?
    private var isClosed = false

    /// Announces the item.
    init(id: String, index: Int64, _ sink: inout ResponsesEventSink) {
        self.id = id
        self.index = index
        let added = item
        sink.send("response.output_item.added") { json in
            json.member("output_index", index)
            json.member("item", json: added)
        }
    }

    /// Adds to the summary; its first text begins a part.
    mutating func append(_ text: String, _ sink: inout ResponsesEventSink) {
        if !isPartOpen {
            isPartOpen = true
            texts.append("")
            send("response.reasoning_summary_part.added", &sink) { Self.write("", to: &$0) }
        }
        texts[texts.count - 1] += text
        send("response.reasoning_summary_text.delta", &sink) { $0.member("delta", text) }
    }

    /// Closes the part of the summary; more text begins another.
    mutating func closePart(_ sink: inout ResponsesEventSink) {
        guard isPartOpen, let text = texts.last else { return }
        send("response.reasoning_summary_text.done", &sink) { $0.member("text", text) }
        send("response.reasoning_summary_part.done", &sink) { Self.write(text, to: &$0) }
        isPartOpen = false
    }

    /// What the provider wants back.
    mutating func prove(_ proof: OpaqueProof) { self.proof = proof }

    /// Closes the item.
    ///
    /// - Returns: The item, whole.
    mutating func close(_ sink: inout ResponsesEventSink) -> [UInt8] {
        closePart(&sink)
        isClosed = true
        let item = item
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
            json.member("summary_index", Int64(texts.count - 1))
            body(&json)
        }
    }

    private static func write(_ text: String, to json: inout JSONWriter) {
        json.beginObject("part")
        json.member("type", "summary_text")
        json.member("text", text)
        json.endObject()
    }

    private var item: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", id)
        json.member("type", "reasoning")
        json.beginArray("summary")
        for text in texts {
            json.beginObject()
            json.member("type", "summary_text")
            json.member("text", text)
            json.endObject()
        }
        json.endArray()
        let seal = proof.map(ProofTag.tagged) ?? (isClosed ? ProofTag.unproven : nil)
        json.member("encrypted_content", ifAny: seal)
        json.endObject()
        return json.bytes
    }
}
