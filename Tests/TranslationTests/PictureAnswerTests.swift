import Testing
import Translation
import Vocabulary
import Wire

/// Pictures that a model makes, for clients of other dialects.
@Suite struct `A picture in an answer` {
    private static let gemini =
        #"{"candidates":[{"content":{"parts":[{"text":"Here:"},{"inlineData":{"mimeType":"image/png","data":"QUJD"}}],"role":"model"},"finishReason":"STOP","index":0}],"modelVersion":"served","responseId":"g1"}"#
    private static let responses =
        #"{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"served","output":[{"type":"image_generation_call","id":"ig_1","status":"completed","result":"QUJD","output_format":"webp"}]}"#
    private static let chatty =
        #"{"id":"c","object":"chat.completion","created":1,"model":"served","choices":[{"index":0,"message":{"role":"assistant","content":"Here:","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]},"finish_reason":"stop"}]}"#

    /// The whole answer for a client, and all that a stream of it would tell.
    private func told(
        _ body: String, from provider: Dialect, to client: Dialect
    ) throws -> (whole: JSONNode, stream: String) {
        let context = context(client: client, provider: provider)
        let (_, root, _) = try answer(body, context)
        let stream: String
        switch provider {
        case .gemini: stream = "data: \(body)\n\n"
        case .openAIResponses:
            stream = events([
                #"{"type":"response.completed","sequence_number":0,"response":\#(body)}"#
            ])
        default:
            stream = chunks([body.replacing(#""message""#, with: #""delta""#)])
        }
        let run = try play(stream, context)
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(grammarProblems(of: run.text, client) == [])
        #expect(run.isEnd)
        return (root, run.text)
    }

    @Test(arguments: [(gemini, Dialect.gemini), (responses, .openAIResponses)])
    func `is in the images of a Chat message`(body: String, provider: Dialect) throws {
        let (whole, stream) = try told(body, from: provider, to: .openAIChat)
        let type = provider == .gemini ? "png" : "webp"
        let image = #"[{"type":"image_url","image_url":{"url":"data:image/\#(type);base64,QUJD"}}]"#
        #expect(
            whole["choices"]?.elements.first { _ in true }?["message"]?["images"]?.json == image)
        #expect(values(stream, ["choices", "0", "delta", "images"]) == [image])
    }

    @Test(arguments: [(gemini, Dialect.gemini), (chatty, .openAIChat)])
    func `is an image_generation_call of Responses`(body: String, provider: Dialect) throws {
        let (whole, stream) = try told(body, from: provider, to: .openAIResponses)
        let items = whole["output"]?.elements.map(\.self) ?? []
        #expect(items.map { $0["type"]?.string } == ["message", "image_generation_call"])
        #expect(items.last?["result"]?.string == "QUJD")
        #expect(items.last?["status"]?.string == "completed")
        #expect(values(stream, ["item", "result"]).last == "QUJD")
    }

    @Test(arguments: [(chatty, Dialect.openAIChat), (responses, .openAIResponses)])
    func `is an inlineData part of Gemini`(body: String, provider: Dialect) throws {
        let (whole, stream) = try told(body, from: provider, to: .gemini)
        #expect(whole.json.contains(#""data":"QUJD""#))
        #expect(stream.contains(#""data":"QUJD""#))
    }

    @Test(
        arguments: [
            (gemini, Dialect.gemini), (chatty, .openAIChat), (responses, .openAIResponses),
        ])
    func `is told in words to a Messages client, which has no place for it`(
        body: String, provider: Dialect
    ) throws {
        let (whole, stream) = try told(body, from: provider, to: .anthropic)
        for text in [whole.json, stream] {
            #expect(text.contains("[The model made a file (image/"))
            #expect(!text.contains("QUJD"))
        }
    }

    @Test(arguments: [Dialect.openAIChat, .openAIResponses, .anthropic])
    func `or sound that a dialect can't carry is told in words`(client: Dialect) throws {
        let body = Self.gemini.replacing("image/png", with: "audio/wav")
        let (whole, stream) = try told(body, from: .gemini, to: client)
        for text in [whole.json, stream] {
            #expect(text.contains("[The model made a file (audio/wav) here"))
        }
    }

    @Test func `comes back to Gemini from a Responses client`() throws {
        let carried = try carry(
            #"{"model":"m","store":false,"input":[{"role":"user","content":"draw"},{"type":"image_generation_call","id":"ig_1","status":"completed","result":"QUJD","output_format":"png"},{"role":"user","content":"bluer"}]}"#,
            from: .openAIResponses, to: target(.gemini))
        #expect(
            carried["contents", 1]
                == #"{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}}]}"#
        )
    }
}
