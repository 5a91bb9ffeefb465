import NIOCore
import NIOHTTP1
import Testing
import Vocabulary
import Wire

@testable import Sandbox

/// Requests to a provider without sockets.
struct Questions {
    let provider = Provider(book: CallBook())

    /// The reply to a body.
    func reply(
        _ path: String, _ body: String, headers: [(String, String)] = [("x-api-key", "k-1234")],
        method: HTTPMethod = .POST
    ) -> Reply {
        let head = HTTPRequestHead(
            version: .http1_1, method: method, uri: path, headers: HTTPHeaders(headers))
        return provider.reply(to: IncomingRequest(head, body: Array(body.utf8)))
    }

    /// The reply to a Chat request.
    func chat(_ model: String, _ more: String = "", text: String = "Hello there") -> Reply {
        reply(
            "/v1/chat/completions",
            #"{"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}]\#(more)}"#)
    }

    /// The reply to a Messages request.
    func message(_ model: String, _ more: String = "", text: String = "Hello there") -> Reply {
        reply(
            "/v1/messages",
            #"{"model":"\#(model)","max_tokens":9999,"messages":"#
                + #"[{"role":"user","content":"\#(text)"}]\#(more)}"#)
    }

    /// The reply to a Responses request.
    func response(
        _ model: String, _ more: String = "", input: String = #""Hello there""#,
        key: String = "k-1234"
    ) -> Reply {
        reply(
            "/v1/responses", #"{"model":"\#(model)","input":\#(input)\#(more)}"#,
            headers: [("authorization", "Bearer \(key)")])
    }

    /// The reply to a Gemini request.
    func content(
        _ model: String, _ more: String = "", verb: String = "generateContent",
        contents: String = #"[{"role":"user","parts":[{"text":"Hello there"}]}]"#
    ) -> Reply {
        reply(
            "/v1beta/models/\(model):\(verb)", #"{"contents":\#(contents)\#(more)}"#,
            headers: [("x-goog-api-key", "k-1234")])
    }

    /// All bytes of a body up to its end, its cut or its stall.
    static func bytes(of reply: Reply, stepsMax: Int = 10_000) -> [UInt8] {
        switch reply.body {
        case .bytes(let bytes): return bytes
        case .made(var source, _):
            var buffer = ByteBuffer()
            for _ in 0..<stepsMax where source.writeNext(into: &buffer).isFinal { break }
            return Array(buffer.readableBytesView)
        }
    }

    /// The JSON of a whole answer.
    static func json(of reply: Reply) throws -> JSONNode {
        try JSONDocument(parsing: bytes(of: reply)).root
    }

    /// The events of a stream.
    static func events(of reply: Reply) throws -> [(name: String, json: JSONNode?)] {
        var reader = ServerSentEventReader()
        try reader.push(bytes(of: reply))
        var events: [(name: String, json: JSONNode?)] = []
        while let event = reader.next() {
            let isDone = event.data == Array("[DONE]".utf8)
            events.append(
                (
                    isDone ? "[DONE]" : String(decoding: event.name, as: UTF8.self),
                    isDone ? nil : try JSONDocument(parsing: event.data).root
                ))
        }
        return events
    }

    static let tools =
        #","tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object","#
        + #""properties":{"place":{"type":"string"},"days":{"type":"integer"}},"#
        + #""required":["place","days"]}}},{"type":"function","function":{"name":"stop"}}]"#
    static let messageTools =
        #","tools":[{"name":"find","input_schema":{"type":"object","properties":"#
        + #"{"place":{"type":"string"},"days":{"type":"integer"}},"required":["place","days"]}},"#
        + #"{"name":"stop","input_schema":{"type":"object"}}]"#
    static let responseTools =
        #","tools":[{"type":"function","name":"find","parameters":{"type":"object","#
        + #""properties":{"place":{"type":"string"},"days":{"type":"integer"}},"#
        + #""required":["place","days"]}},{"type":"custom","name":"run"}]"#
    static let functions =
        #","tools":[{"functionDeclarations":[{"name":"find","parametersJsonSchema":{"type":"object","#
        + #""properties":{"place":{"type":"string"},"days":{"type":"integer"}},"#
        + #""required":["place","days"]}},{"name":"stop"}]}]"#
    static let thoughts = #","generationConfig":{"thinkingConfig":{"includeThoughts":true}}"#
    static let summary = #","reasoning":{"summary":"auto"}"#
    static let encrypted = #","include":["reasoning.encrypted_content"]"#
    static let stream = #","stream":true"#
    static let counted = #","stream":true,"stream_options":{"include_usage":true}"#
}
