import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A character cut in two` {
    private let first = #"a \ud83d"#
    private let second = #"\ude00 b"#

    /// The client's text, of a stream in which two deltas share a character.
    private func said(_ stream: String, from provider: Dialect) throws -> String {
        let client: Dialect = provider == .openAIChat ? .anthropic : .openAIChat
        let run = try play(stream, context(client: client, provider: provider))
        #expect(run.isEnd && StreamChecker.problems(of: run.events) == [])
        return run.events.reduce(into: "") { text, event in
            if case .blockDelta(_, let delta) = event { text += delta }
        }
    }

    @Test func `is one again, in texts and in arguments`() throws {
        #expect(
            try said(
                chunks([
                    chunk(#"{"content":"\#(first)"}"#), chunk(#"{"content":"\#(second)"}"#),
                    chunk("{}", finish: "stop"),
                ]), from: .openAIChat) == "a 😀 b")
        #expect(
            try said(
                chunks([
                    chunk(
                        #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"x\":\"\#(first)"}}]}"#
                    ),
                    chunk(
                        #"{"tool_calls":[{"index":0,"function":{"arguments":"\#(second)\"}"}}]}"#),
                    chunk("{}", finish: "tool_calls"),
                ]), from: .openAIChat) == #"{"x":"a 😀 b"}"#)
        #expect(
            try said(
                events([
                    #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                    #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(first)"}}"#,
                    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(second)"}}"#,
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{}}"#,
                    #"{"type":"message_stop"}"#,
                ]), from: .anthropic) == "a 😀 b")
        func candidate(_ text: String, _ more: String = "") -> String {
            #"data: {"candidates":[{"content":{"parts":[{"text":"\#(text)"}],"role":"model"},"index":0\#(more)}]}"#
                + "\n\n"
        }
        #expect(
            try said(
                candidate(first) + candidate(second, #","finishReason":"STOP""#), from: .gemini)
                == "a 😀 b")
        func delta(_ text: String) -> String {
            #"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"\#(text)"}"#
        }
        #expect(
            try said(
                events([
                    delta(first), delta(second),
                    #"{"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}"#,
                ]), from: .openAIResponses) == "a 😀 b")
    }

    @Test func `whose other half never comes is told as in a whole answer`() throws {
        // and an escaped backslash is no half
        func stream(_ pieces: String...) throws -> String {
            try said(
                chunks(
                    pieces.map { chunk(#"{"content":"\#($0)"}"#) } + [chunk("{}", finish: "stop")]),
                from: .openAIChat)
        }
        #expect(try stream(first, "b") == "a \u{fffd}b")
        #expect(try stream(first) == "a \u{fffd}")
        #expect(try stream(#"\\ud83d"#, "b") == #"\ud83db"#)
    }

    @Test func `in a call's arguments or in Messages' text is told at the end too`() throws {
        #expect(
            try said(
                chunks([
                    chunk(
                        #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"\#(first)"}}]}"#
                    ), chunk("{}", finish: "tool_calls"),
                ]), from: .openAIChat) == "a \u{fffd}")
        #expect(
            try said(
                events([
                    #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                    #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(first)"}}"#,
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{}}"#,
                    #"{"type":"message_stop"}"#,
                ]), from: .anthropic) == "a \u{fffd}")
    }
}

@Suite struct `What an answer says beside its text` {
    @Test func `of Gemini keeps its sources behind a signature, whole and streamed`() throws {
        let body =
            #"{"candidates":[{"content":{"parts":[{"text":"Grüße an alle","thoughtSignature":"QUJD"}],"role":"model"},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example/","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":8,"endIndex":10,"text":"an"},"groundingChunkIndices":[0]}]}}]}"#
        let context = context(client: .openAIChat, provider: .gemini)
        let annotation =
            #"[{"type":"url_citation","url_citation":{"start_index":6,"end_index":8,"url":"https://a.example/","title":"A"}}]"#
        let whole = try answer(body, context).root["choices"]?.elements.map(\.self).first
        #expect(whole?["message"]?["annotations"]?.json == annotation)
        let run = try play("data: \(body)\n\n", context)
        #expect(StreamChecker.problems(of: run.events) == [])
        let streamed = annotation.replacing("[{", with: #"[{"index":0,"#)
        #expect(values(run.text, ["choices", "0", "delta", "annotations"]) == [streamed])
    }

    /// Nobody made up what words a source is for: Anthropic's are for their block, others without a place stand behind it.
    @Test(arguments: [Dialect.openAIChat, .openAIResponses])
    func `has the places of its sources, and none made up`(client: Dialect) throws {
        let anthropic =
            #"{"type":"message","id":"m","model":"s","role":"assistant","content":[{"type":"text","text":"ab "},{"type":"text","text":"cdé","citations":[{"type":"web_search_result_location","url":"https://a.example/","title":"A","cited_text":"x","encrypted_index":"e"}]}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
        let gemini =
            #"{"candidates":[{"content":{"parts":[{"text":"abc"}],"role":"model"},"finishReason":"STOP","index":0,"citationMetadata":{"citationSources":[{"uri":"https://a.example/"}]}}]}"#
        let base = client == .openAIChat ? 3 : 0
        let cited = try answer(anthropic, context(client: client, provider: .anthropic)).text
        #expect(cited.contains(#""start_index":\#(base),"end_index":\#(base + 3)"#))
        let behind = try answer(gemini, context(client: client, provider: .gemini)).text
        #expect(behind.contains(#""start_index":3,"end_index":3"#))
    }

    @Test func `of Anthropic's refusal has the provider's words as the refusal`() throws {
        let body =
            #"{"type":"message","id":"m","model":"s","role":"assistant","content":[],"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber","explanation":"Not this."},"usage":{"input_tokens":1,"output_tokens":0}}"#
        let context = context(client: .openAIChat, provider: .anthropic)
        let choice = try answer(body, context).root["choices"]?.elements.map(\.self).first
        #expect(choice?["message"]?["refusal"]?.string == "Not this.")
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","explanation":"Not this."}},"usage":{}}"#,
                #"{"type":"message_stop"}"#,
            ]), context)
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(values(run.text, ["choices", "0", "delta", "refusal"]).last == "Not this.")
    }

    @Test func `of several is told in order, and a list of texts is one text`() throws {
        let body =
            #"{"id":"c","choices":[{"index":1,"message":{"content":"two"},"finish_reason":"stop"},{"index":0,"message":{"content":[{"type":"text","text":"o"},{"type":"text","text":"ne"}]},"finish_reason":"stop"}]}"#
        let (_, root, _) = try answer(body, context(client: .anthropic, provider: .openAIChat))
        #expect(root["content"]?.json == #"[{"type":"text","text":"one"}]"#)
    }

    @Test func `cut before a call's arguments doesn't show a call without any (PT-20)`() throws {
        let anthropic =
            #"{"type":"message","id":"m","model":"s","role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"max_tokens","usage":{"input_tokens":1,"output_tokens":1}}"#
        let home = context(client: .openAIChat, provider: .anthropic)
        #expect(try answer(anthropic, home).text.contains(#""arguments":"""#))
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{}}"#,
                #"{"type":"message_stop"}"#,
            ]), home)
        let arguments = values(
            run.text, ["choices", "0", "delta", "tool_calls", "0", "function", "arguments"])
        #expect(arguments == [""])
    }
}

@Suite struct `A request that no provider could take` {
    private func refusal(
        _ body: String, from source: Dialect, to provider: Dialect
    ) -> TranslationFault? {
        #expect(throws: TranslationFault.self) {
            _ = try carry(
                body, from: source, to: target(provider), head: RequestHeadFacts(model: "m"))
        }
    }

    private let user = #"{"role":"user","content":"x"}"#

    @Test(arguments: [Dialect.openAIChat, .openAIResponses, .gemini])
    func `has no room for an answer`(provider: Dialect) {
        let fault = refusal(
            #"{"model":"m","max_tokens":0,"messages":[\#(user)]}"#, from: .anthropic, to: provider)
        #expect(fault?.field == "max_tokens")
    }

    @Test(arguments: [Dialect.anthropic, .openAIResponses, .gemini])
    func `asks for a call and offers no tools, or not the one it names`(provider: Dialect) {
        let tools =
            #","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]"#
        for (choice, tools) in [
            (#""required""#, ""), (#"{"type":"function","function":{"name":"g"}}"#, tools),
            (
                #"{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}}"#,
                tools
            ),
        ] {
            let fault = refusal(
                chat(user, #""tool_choice":\#(choice)\#(tools)"#), from: .openAIChat, to: provider)
            #expect(fault?.code == .malformedField && fault?.field == "tool_choice")
        }
    }

    @Test(arguments: ["not base64!", "QUJD=", "QU=D"])
    func `holds bytes that aren't base64`(data: String) {
        let chatty = refusal(
            chat(
                #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(data)"}}]}"#
            ), from: .openAIChat, to: .anthropic)
        #expect(chatty?.field == "messages[0].content[0].image_url")
        let anthropic = refusal(
            messages(
                #"{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(data)"}}]}"#
            ), from: .anthropic, to: .openAIChat)
        #expect(anthropic?.field == "messages[0].content[0].source.data")
    }

    @Test func `but line ends in base64 go, and padding is added`() throws {
        let carried = try carry(
            chat(
                #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD\nQUI"}}]}"#
            ), from: .openAIChat, to: target(.anthropic))
        #expect(carried.text.contains(#""data":"QUJDQUI=""#))
    }

    @Test func `a blank instruction in the middle is none for Anthropic`() throws {
        let carried = try carry(
            chat(#"\#(user),{"role":"system","content":" "},\#(user)"#), from: .openAIChat,
            to: target(.anthropic) { $0.takesMidSystem = true })
        #expect(!carried.text.contains(#""content":[]"#))
    }

    @Test func `what is nullable may be null beside what it lists`() throws {
        let own = #"{"type":"STRING","nullable":true,"enum":["a"]}"#
        let carried = try carry(
            #"{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":\#(own)}}"#,
            from: .gemini, to: target(.openAIChat), head: RequestHeadFacts(model: "m"))
        #expect(
            carried["response_format", "json_schema", "schema"]
                == #"{"type":["string","null"],"enum":["a",null]}"#)
        let tool =
            #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"p":{"type":["string","null"],"enum":["a",null]}}}}}]"#
        let back = try carry(
            chat(user, tool), from: .openAIChat, to: target(.gemini) { $0.takesRawSchemas = false })
        #expect(
            back["tools", 0, "functionDeclarations", 0, "parameters", "properties", "p"]
                == #"{"type":"STRING","nullable":true,"enum":["a"]}"#)
        #expect(back.dropped == "")
    }
}
