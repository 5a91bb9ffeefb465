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
        let picture = #""type":"image_url","image_url":{"url":"data:image/\#(type);base64,QUJD"}}]"#
        #expect(
            whole["choices"]?.elements.first { _ in true }?["message"]?["images"]?.json
                == "[{" + picture)
        #expect(
            values(stream, ["choices", "0", "delta", "images"]) == [#"[{"index":0,"# + picture])
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

    @Test func `of several has its own index in a Chat stream, as sources and proofs have`() throws
    {
        let picture = #"{"inlineData":{"mimeType":"image/png","data":"QUJD"}}"#
        let sources =
            #""groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.b","title":"T"}},{"web":{"uri":"https://c.d","title":"T"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":2,"text":"Hi"},"groundingChunkIndices":[0,1]}]}"#
        let body =
            #"{"candidates":[{"content":{"parts":[\#(picture),\#(picture),{"text":"a","thought":true,"thoughtSignature":"c2ln"},{"text":"b","thought":true,"thoughtSignature":"c2lnMg=="},{"text":"Hi"}],"role":"model"},"finishReason":"STOP","index":0,\#(sources)}],"modelVersion":"served","responseId":"g1"}"#
        let (_, stream) = try told(body, from: .gemini, to: .openAIChat)
        for list in ["images", "annotations", "reasoning_details"] {
            let places = values(stream, ["choices", "0", "delta", list, "0", "index"])
            #expect(places == ["0", "1"], "\(list)")
        }
    }

    @Test(arguments: [Dialect.openAIResponses, .gemini, .anthropic])
    func `that Chat has by address is told in words with it`(client: Dialect) throws {
        let body = Self.chatty.replacing(
            "data:image/png;base64,QUJD", with: "https://pictures.example/1.png")
        let (whole, stream) = try told(body, from: .openAIChat, to: client)
        for text in [whole.json, stream] {
            #expect(
                text.replacing(#"\/"#, with: "/").contains(
                    "to this protocol: https://pictures.example/1.png ]"))
        }
    }

    @Test(arguments: [Dialect.openAIChat, .openAIResponses, .anthropic])
    func `that is a draft of Gemini's thoughts is left out`(client: Dialect) throws {
        let body = Self.gemini.replacing(
            #"{"inlineData""#, with: #"{"thought":true,"inlineData""#)
        let (whole, stream) = try told(body, from: .gemini, to: client)
        for text in [whole.json, stream] {
            #expect(!text.contains("QUJD"))
            #expect(!text.contains("The model made a file"))
        }
    }

    private static let returned: [(Dialect, String, String)] = [
        (
            .openAIResponses,
            #"{"model":"m","store":false,"input":[{"role":"user","content":"draw"},{"type":"image_generation_call","id":"ig_1","status":"completed","result":"QUJD","output_format":"png"},{"role":"user","content":"bluer"}]}"#,
            "image_generation_call"
        ),
        (
            .gemini,
            #"{"contents":[{"role":"user","parts":[{"text":"draw"}]},{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}}]},{"role":"user","parts":[{"text":"bluer"}]}]}"#,
            "inlineData"
        ),
        (
            .openAIChat,
            #"{"model":"m","messages":[{"role":"user","content":"draw"},{"role":"assistant","content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]},{"role":"user","content":"bluer"}]}"#,
            "images"
        ),
    ]

    @Test(arguments: returned) func `is never refused when its client gives it back`(
        client: Dialect, body: String, name: String
    ) throws {
        for provider in Dialect.allCases where provider != client {
            let head = client == .gemini ? RequestHeadFacts(model: "m") : RequestHeadFacts()
            let carried = try carry(body, from: client, to: target(provider), head: head)
            let text = carried.root.json
            #expect(text.contains("bluer"))
            if provider == .gemini {
                #expect(text.contains(#""inlineData":{"mimeType":"image/png","data":"QUJD"}"#))
                #expect(carried.dropped == "")
            } else {
                #expect(text.contains("[The model made a file (image/png) here"))
                #expect(!text.contains("QUJD"))
                #expect(carried.dropped == "~" + name)
            }
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
