import Wire

/// Writes the events of a Responses stream and numbers them; writes nothing where only the items
/// are wanted.
struct ResponsesEventSink: Sendable {
    /// What was written and not taken yet.
    private(set) var bytes: [UInt8] = []
    private let isOn: Bool
    private var sequence: Int64

    /// A sink, and the number of its first event.
    init(isOn: Bool, from first: Int64 = 0) {
        self.isOn = isOn
        sequence = first
    }

    /// Writes one event; its name and its type are the same.
    mutating func send(_ type: String, _ body: (inout JSONWriter) -> Void) {
        guard isOn else { return }
        var json = JSONWriter(reservingBytes: 192)
        json.beginObject()
        json.member("type", type)
        json.member("sequence_number", sequence)
        body(&json)
        json.endObject()
        sequence += 1
        StreamText.append(event: type, json.bytes, to: &bytes)
    }

    /// Writes the event of a failure before any response had begun.
    mutating func send(error fault: ProviderFault) {
        send("error") { json in
            json.member("code", ResponsesFaults.streamCode(fault.kind))
            json.member("message", fault.publicMessage)
            json.nullMember("param")
        }
    }

    /// Hands over what was written.
    mutating func drain(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: self.bytes)
        self.bytes.removeAll(keepingCapacity: true)
    }
}
