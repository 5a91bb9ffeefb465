import Translation
import Vocabulary
import Wire

/// What came of a stream.
struct StreamRun: Equatable {
    /// What the reader understood, before names go home.
    var events: [StreamEvent] = []
    /// What the client got.
    var text = ""
    /// The end was sent.
    var isEnd = false
    /// The provider's failure.
    var fault: ProviderFault?
    /// What is known of usage at the end.
    var usage: ReportedUsage?
}

/// Plays a provider's stream in pieces, and writes what the client gets, a failure included.
func play(_ pieces: [[UInt8]], _ context: ReplyContext) throws -> StreamRun {
    var run = StreamRun()
    var server = ServerSentEventReader()
    var reader = Dialects.rules(for: context.target).streamReader(context: context)
    var translator = StreamTranslator(context)
    var bytes: [UInt8] = []
    func note(_ step: StreamTranslator.Step) {
        bytes += step.bytes
        if step.isEnd { run.isEnd = true }
        if let fault = step.fault, run.fault == nil {
            run.fault = fault
            bytes += translator.failure(fault)
        }
    }
    func take(_ event: ServerSentEvent) {
        reader.read(event, into: &run.events)
        note(translator.take(event))
    }
    for piece in pieces {
        try server.push(piece)
        while let event = server.next() { take(event) }
    }
    if let event = server.finish() { take(event) }
    reader.finish(into: &run.events)
    note(translator.finish())
    run.text = String(decoding: bytes, as: UTF8.self)
    run.usage = translator.account.usage
    return run
}

/// What the client gets of a stream that comes in pieces.
func clientText(_ pieces: [[UInt8]], _ context: ReplyContext) throws -> [UInt8] {
    var server = ServerSentEventReader()
    var translator = StreamTranslator(context)
    var bytes: [UInt8] = []
    var hasFailed = false
    func note(_ step: StreamTranslator.Step) {
        bytes += step.bytes
        if let fault = step.fault, !hasFailed {
            hasFailed = true
            bytes += translator.failure(fault)
        }
    }
    for piece in pieces {
        try server.push(piece)
        while let event = server.next() { note(translator.take(event)) }
    }
    if let event = server.finish() { note(translator.take(event)) }
    note(translator.finish())
    return bytes
}

/// Plays a stream in one piece.
func play(_ text: String, _ context: ReplyContext) throws -> StreamRun {
    try play([Array(text.utf8)], context)
}

/// Chat chunks with these `choices` entries or whole chunks, then `[DONE]`.
func chunks(_ lines: [String], done: Bool = true) -> String {
    lines.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
}

/// A chunk with one choice's delta.
func chunk(_ delta: String, finish: String? = nil, index: Int = 0) -> String {
    #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":\#(index),"delta":\#(delta),"finish_reason":\#(finish.map { "\"\($0)\"" } ?? "null")}]}"#
}

/// Messages events, named by their types.
func events(_ lines: [String]) -> String {
    lines.map { line in
        let type = line.split(separator: "\"")[3]
        return "event: \(type)\ndata: \(line)\n\n"
    }.joined()
}

/// The data of a client's stream, event by event.
func data(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
}

/// The values at a path of keys in each event's data that has it.
func values(_ text: String, _ path: [String]) -> [String] {
    data(text).compactMap { line in
        guard let document = try? JSONDocument(parsing: Array(line.utf8)) else { return nil }
        var node: JSONNode? = document.root
        for key in path {
            node =
                Int(key).map { index in
                    node.flatMap { Array($0.elements).dropFirst(index).first }
                } ?? node?[key]
        }
        return node.map { $0.string ?? $0.json }
    }
}
