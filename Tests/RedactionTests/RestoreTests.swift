import Testing
import Vocabulary
import Wire

@testable import Redaction

/// Values that are hard to put back: quotes, line ends, backslashes, other planes.
private let values = [
    "ann.smith@corp.io", "he said \"no\"\nand \\ left", "😀 smile", "4111 1111 1111 1111",
]

/// A request that holds all values, and their placeholders in its order.
func sent(_ key: UInt8 = 1) throws -> (words: [String], redacted: Redacted) {
    let texts = values.map { Fixture.quoted($0) }.joined(separator: ",")
    let (text, redacted) = try Fixture.redact("{\"messages\":[\(texts)]}", key: key)
    let words = text.matches(of: #/BUR[A-Z]{2,6}[0-9a-z]{11}/#).map { String($0.output) }
    #expect(words.count == values.count)
    return (words, redacted)
}

private func whole(_ json: String, _ redacted: Redacted, _ dialect: Dialect) throws -> String {
    var restorer = WholeRestorer(redacted.restoration, redactor: nil, dialect: dialect)
    return String(decoding: try restorer.restore(Array(json.utf8)), as: UTF8.self)
}

@Suite struct `A whole answer` {
    @Test(arguments: Dialect.allCases) func `has every value again`(dialect: Dialect) throws {
        let (words, redacted) = try sent()
        for (word, value) in zip(words, values) {
            let json =
                "{\"choices\":[{\"message\":{\"content\":\"so \(word), \(word.lowercased())s\"}}],\"error\":{\"message\":\"\(word)\"},\"n\":1.50}"
            let expected =
                "{\"choices\":[{\"message\":{\"content\":\(Fixture.quoted("so \(value), \(value)s"))}}],\"error\":{\"message\":\(Fixture.quoted(value))},\"n\":1.50}"
            #expect(try whole(json, redacted, dialect) == expected)
        }
    }

    @Test func `has values escaped in arguments as deep as they stand`() throws {
        let (words, redacted) = try sent()
        for (word, value) in zip(words, values) {
            var sent = "{\"a\":\"x \(word)\"}"
            var expected = "{\"a\":\(Fixture.quoted("x " + value))}"
            for _ in 0..<4 {
                let json =
                    "{\"tool_calls\":[{\"function\":{\"arguments\":\(Fixture.quoted(sent))}}]}"
                let restored = try whole(json, redacted, .openAIChat)
                #expect(
                    restored
                        == "{\"tool_calls\":[{\"function\":{\"arguments\":\(Fixture.quoted(expected))}}]}"
                )
                sent = "{\"n\":[\(Fixture.quoted(sent))]}"
                expected = "{\"n\":[\(Fixture.quoted(expected))]}"
            }
            #expect(
                try whole(
                    "{\"type\":\"tool_use\",\"input\":{\"\(word)\":\"\(word)\"}}", redacted,
                    .anthropic)
                    == "{\"type\":\"tool_use\",\"input\":{\(Fixture.quoted(value)):\(Fixture.quoted(value))}}"
            )
        }
    }

    @Test func `leaves foreign, altered and guessed placeholders alone (T22)`() throws {
        let (words, redacted) = try sent()
        let (foreign, _) = try sent(2)
        var altered = words.map { word in
            let last = word.last == "0" ? "1" : "0"
            return String(word.dropLast()) + last
        }
        altered += words.map { String($0.dropLast()) }
        altered += words.map { $0.replacing("BUR", with: "BUR ") }
        altered += words.map { $0.prefix(9) + "\\u200b" + $0.dropFirst(9) }
        altered += (0..<10_000).map {
            "BUREMAIL" + String(String($0 &* 7_919 &+ 1_000_000_007, radix: 32).suffix(6)) + "00000"
        }
        let json = "{\"content\":\"\((foreign + altered).joined(separator: " "))\"}"
        #expect(try whole(json, redacted, .openAIChat) == json)
    }

    @Test func `keeps what is signed`() throws {
        let (words, redacted) = try sent()
        for block in [
            "{\"type\":\"thinking\",\"thinking\":\"\(words[0])\",\"signature\":\"\(words[0])\"}",
            "{\"type\":\"redacted_thinking\",\"data\":\"\(words[0])\"}",
            "{\"type\":\"reasoning\",\"encrypted_content\":\"\(words[0])\"}",
        ] {
            #expect(
                try whole("{\"content\":[\(block)]}", redacted, .anthropic)
                    == "{\"content\":[\(block)]}")
        }
    }

    @Test func `has its citations moved`() throws {
        let (words, redacted) = try sent()
        let (word, value) = (words[0], values[0])
        let json =
            "{\"content\":[{\"type\":\"output_text\",\"text\":\"é \(word) end\",\"annotations\":[{\"start_index\":2,\"end_index\":\(2 + word.count)},{\"start_index\":\(3 + word.count),\"end_index\":\(6 + word.count)}]}]}"
        let expected =
            "{\"content\":[{\"type\":\"output_text\",\"text\":\"é \(value) end\",\"annotations\":[{\"start_index\":2,\"end_index\":\(2 + value.count)},{\"start_index\":\(3 + value.count),\"end_index\":\(6 + value.count)}]}]}"
        #expect(try whole(json, redacted, .openAIResponses) == expected)

        let (text, request) = try Fixture.redact(
            "{\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"é \(value) end\"}}]}]}",
            .anthropic)
        let sentWord = try #require(text.firstMatch(of: #/BUREMAIL\w{11}/#)).output
        #expect(
            try whole(
                "{\"citations\":[{\"document_index\":0,\"start_char_index\":\(3 + sentWord.count),\"end_char_index\":\(6 + sentWord.count)}]}",
                request, .anthropic)
                == "{\"citations\":[{\"document_index\":0,\"start_char_index\":\(3 + value.count),\"end_char_index\":\(6 + value.count)}]}"
        )
    }

    @Test func `that is no JSON is refused`() throws {
        let (_, redacted) = try sent()
        #expect(
            Fixture.fault { _ = try whole("<html>", redacted, .gemini) }?.code == .unreadableReply)
    }

    @Test func `brings back what the request had`() throws {
        var maker = SampleMaker(seed: 3)
        let pieces =
            values + [
                "plain", "\u{0}\u{1f}\"", "ﬀ😀", "\\\\", "[1]", "{\"a\":1}", "x@corp.io,",
                "ACME-12345",
            ]
        for round in 0..<300 {
            var texts: [String] = []
            for _ in 0..<1 + maker.next(6) {
                var text = ""
                for _ in 0..<maker.next(5) { text += pieces[maker.next(pieces.count)] + " " }
                texts.append(round % 3 == 0 ? "{\"k\":\(Fixture.quoted(text))}" : text)
            }
            let json =
                "{\"messages\":[\(texts.map { "{\"content\":\(Fixture.quoted($0))}" }.joined(separator: ","))]}"
            let (text, redacted) = try Fixture.redact(json)
            #expect(!text.contains("@corp.io"))
            let again = try JSONDocument(
                parsing: Array(try whole(text, redacted, .openAIChat).utf8))
            let strings = again.root["messages"]?.elements.map { $0["content"]?.string }
            #expect(strings == texts.map { Optional($0) })
        }
    }
}

@Suite struct `A stream` {
    /// Events of one text, cut into pieces, as each channel of each dialect has them.
    struct Channel: Sendable, CustomTestStringConvertible {
        let name: String
        let dialect: Dialect
        let isJSON: Bool
        /// The events before, one for a piece, and the events after.
        let front: [String]
        let piece: @Sendable (String, Int) -> String
        let back: [String]
        /// The member that a piece stands in, at its place in the event.
        let key: String
        var testDescription: String { name }
    }

    static let channels: [Channel] = [
        chat("content"), chat("reasoning_content"), chat("refusal"),
        Channel(
            name: "chat arguments", dialect: .openAIChat, isJSON: true, front: [],
            piece: { text, _ in
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":1,\"delta\":{\"tool_calls\":[{\"index\":2,\"function\":{\"arguments\":\(text)}}]}}]}"
            },
            back: [
                "{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                "[DONE]",
            ], key: "arguments"),
        message("text_delta", "text", false), message("input_json_delta", "partial_json", true),
        responses("response.output_text", false),
        responses("response.function_call_arguments", true),
        responses("response.reasoning_summary_text", false),
        responses("response.custom_tool_call_input", false),
        gemini("{\"text\":", "}"), gemini("{\"text\":", ",\"thought\":true}"),
    ]

    private static func chat(_ field: String) -> Channel {
        Channel(
            name: "chat \(field)", dialect: .openAIChat, isJSON: false,
            front: [
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"
            ],
            piece: { text, _ in
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"\(field)\":\(text)},\"finish_reason\":null}]}"
            },
            back: [
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "[DONE]",
            ], key: field)
    }

    private static func message(_ type: String, _ field: String, _ isJSON: Bool) -> Channel {
        Channel(
            name: "messages \(field)", dialect: .anthropic, isJSON: isJSON,
            front: [
                "{\"type\":\"message_start\",\"message\":{\"content\":[]}}",
                "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            ],
            piece: { text, _ in
                "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"\(type)\",\"\(field)\":\(text)}}"
            },
            back: ["{\"type\":\"content_block_stop\",\"index\":3}", "{\"type\":\"message_stop\"}"],
            key: field)
    }

    private static func responses(_ type: String, _ isJSON: Bool) -> Channel {
        Channel(
            name: type, dialect: .openAIResponses, isJSON: isJSON, front: [],
            piece: { text, index in
                "{\"type\":\"\(type).delta\",\"sequence_number\":\(index),\"output_index\":1,\"content_index\":0,\"delta\":\(text)}"
            },
            back: [
                "{\"type\":\"\(type).done\",\"sequence_number\":1000,\"output_index\":1,\"content_index\":0}",
                "{\"type\":\"response.completed\",\"sequence_number\":1001,\"response\":{}}",
            ],
            key: "delta")
    }

    private static func gemini(_ front: String, _ back: String) -> Channel {
        Channel(
            name: "gemini \(front)…\(back)", dialect: .gemini, isJSON: false, front: [],
            piece: { text, _ in
                "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[\(front)\(text)\(back)]},\"index\":0}],\"modelVersion\":\"g\"}"
            },
            back: [
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReason\":\"STOP\",\"index\":0}]}"
            ], key: "text")
    }

    /// Plays pieces through a restorer and gathers the channel's text.
    func play(
        _ pieces: [String], _ channel: Channel, _ redacted: Redacted, redactor: Redactor? = nil,
        byByte: Bool = false
    ) throws -> String {
        var restorer = StreamRestorer(
            redacted.restoration, redactor: redactor, dialect: channel.dialect)
        var events = channel.front
        for (index, piece) in pieces.enumerated() {
            events.append(channel.piece(Fixture.quoted(piece), index))
        }
        events += channel.back
        let bytes = Array(events.map { "event: e\r\ndata: \($0)\r\n\r\n" }.joined().utf8)
        var out: [UInt8] = []
        if byByte {
            for byte in bytes { out += try restorer.push([byte]) }
        } else {
            out += try restorer.push(bytes)
        }
        out += try restorer.finish()
        var reader = ServerSentEventReader()
        try reader.push(out)
        var text = ""
        var last: Int64 = -1
        while let event = reader.next() {
            guard event.data != Array("[DONE]".utf8) else { continue }
            let root = try JSONDocument(parsing: event.data).root
            text += Self.text(channel.key, root)
            if let number = root["sequence_number"]?.int64 {
                #expect(number > last)
                last = number
            }
        }
        return text
    }

    private static func text(_ key: String, _ node: JSONNode) -> String {
        var text = ""
        for (name, value) in node.members {
            if name == key, let string = value.string {
                text += string
            } else {
                text += self.text(key, value)
            }
        }
        for element in node.elements { text += self.text(key, element) }
        return text
    }

    @Test(arguments: channels) func `restores a placeholder cut at every byte`(channel: Channel)
        throws
    {
        let (words, redacted) = try sent()
        for (word, value) in zip(words, values) {
            let text =
                channel.isJSON
                ? "{\"é\":\"a \(word) b\",\"c\":\"\\\"\"}" : "é a \(word)s b\(word.lowercased())"
            let expected =
                channel.isJSON
                ? "{\"é\":\(Fixture.quoted("a \(value) b")),\"c\":\"\\\"\"}"
                : "é a \(value)s b\(value)"
            let characters = Array(text)
            for cut in 0...characters.count {
                let pieces = [String(characters[..<cut]), String(characters[cut...])]
                #expect(try play(pieces, channel, redacted) == expected, "cut at \(cut)")
            }
            #expect(
                try play(characters.map(String.init), channel, redacted, byByte: true) == expected)
        }
    }

    @Test(arguments: channels) func `gives back what was held when it ends`(channel: Channel) throws
    {
        let (words, redacted) = try sent()
        for count in 1..<words[0].count {
            let text = "a " + words[0].prefix(count)
            #expect(try play([text], channel, redacted) == text)
            #expect(try play(text.map(String.init), channel, redacted) == text)
        }
    }

    @Test func `keeps the bytes of events in which nothing changes`() throws {
        let (_, redacted) = try sent()
        let stream =
            "\u{feff}: hello\n\ndata: { \"choices\" : [ {\"delta\":{\"content\":\"h\\u0065y \\ud83d\"}} ] }\n\nid: 4\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\ude00!\"}}]}\n\ndata: [DONE]\n\n"
        var restorer = StreamRestorer(redacted.restoration, redactor: nil, dialect: .openAIChat)
        var out = try restorer.push(Array(stream.utf8))
        out += try restorer.finish()
        #expect(String(decoding: out, as: UTF8.self) == stream)
    }

    @Test func `restores channels that come in turns`() throws {
        let (words, redacted) = try sent()
        let value = values[0]
        var events: [String] = []
        for character in words[0] {
            for index in 0..<3 {
                events.append(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":\(index),\"function\":{\"arguments\":\"\(character)\"}}]}}]}"
                )
            }
        }
        events.append("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}")
        var restorer = StreamRestorer(redacted.restoration, redactor: nil, dialect: .openAIChat)
        let out = try restorer.push(Array(events.map { "data: \($0)\n\n" }.joined().utf8))
        let text = String(decoding: out, as: UTF8.self)
        #expect(text.matches(of: try Regex(value.replacing(".", with: "\\."))).count == 3)
    }

    @Test func `never changes signed thinking (PT-75)`() throws {
        let (words, redacted) = try sent()
        let stream =
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"\(words[0])\"}}\n\n"
        var restorer = StreamRestorer(redacted.restoration, redactor: nil, dialect: .anthropic)
        #expect(String(decoding: try restorer.push(Array(stream.utf8)), as: UTF8.self) == stream)
    }

    @Test(arguments: channels) func `is scanned when the policy says so`(channel: Channel) throws {
        var policy = Fixture.policy
        policy.scansReplies = true
        policy.detectors["phone"] = .mask
        policy.detectors["email"] = .tokenise
        let redactor = try Redactor(policy: policy)
        let (words, redacted) = try sent()
        var maker = SampleMaker()
        let set = try #require(CharacterSet(named: "an"))
        let secret = "ghp_" + String(decoding: maker.run(set, 36), as: UTF8.self)
        let text = "key \(secret), call +49 30 1234567. \(words[0]) x@corp.io end"
        let expected = "key [SECRET], call [PHONE]. \(values[0]) x@corp.io end"
        #expect(try play([text], channel, redacted, redactor: redactor) == expected)
        #expect(try play(text.map(String.init), channel, redacted, redactor: redactor) == expected)
        for cut in stride(from: 0, to: text.count, by: 7) {
            let pieces = [String(text.prefix(cut)), String(text.dropFirst(cut))]
            #expect(try play(pieces, channel, redacted, redactor: redactor) == expected)
        }
        let key = "-----BEGIN " + "PRIVATE KEY-----\nMIIabc\n-----END " + "PRIVATE KEY-----"
        let fault = Fixture.fault {
            _ = try play(key.map(String.init), channel, redacted, redactor: redactor)
        }
        #expect(fault == RedactionFault(.replyBlocked, detector: "private-key"))
    }

    @Test func `that can't be read ends`() throws {
        let (_, redacted) = try sent()
        var restorer = StreamRestorer(redacted.restoration, redactor: nil, dialect: .gemini)
        #expect(
            Fixture.fault { _ = try restorer.push(Array("data: {\"a\n\n".utf8)) }?.code
                == .unreadableReply)
    }
}
