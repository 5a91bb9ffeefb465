import Testing
import Vocabulary
import Wire

@testable import Gateway

@Suite struct `Gemini's stream as an array` {
    private let first =
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hé"}]},"index":0}],"responseId":"r"}"#
    private let last =
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"llo"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":3,"totalTokenCount":5}}"#

    private func pump() -> StreamPump {
        let reader = TappedStream(Listening.context(of: "m", in: .gemini))
        return StreamPump(
            reader: GeminiArray(reader, limits: GatewayLimits()), limits: GatewayLimits(),
            beganNanoseconds: 0)
    }

    private func stream(_ events: [String]) -> [UInt8] {
        Array(events.map { "data: \($0)\r\n\r\n" }.joined().utf8)
    }

    @Test func `holds the same answers, wherever the provider's bytes are cut`() throws {
        let bytes = stream([first, last])
        for cut in 0...bytes.count {
            var pump = pump()
            var out: [UInt8] = []
            for piece in [Array(bytes[..<cut]), Array(bytes[cut...])] {
                let step = try pump.take(piece, at: 0)
                out += step.bytes + (step.end ?? [])
            }
            let step = try pump.take(nil, at: 0)
            out += step.bytes + (step.end ?? [])
            #expect(String(decoding: out, as: UTF8.self) == "[\(first),\r\n\(last)]")
            #expect(pump.reading.usage?.outputTokens == 3)
        }
    }

    @Test func `ends with an error where the provider breaks off`() throws {
        for events in [[first], []] {
            var pump = pump()
            var out = try pump.take(stream(events), at: 0).bytes
            let fault = #expect(throws: RoadFault.self) { _ = try pump.take(nil, at: 0) }
            out += pump.end(with: try #require(fault), usual: [])
            let root = try JSONDocument(parsing: out).root
            #expect(root.count == events.count + 1)
            let error = try #require(root.elements.map(\.self).last)["error"]
            #expect(error?["status"]?.string == "UNAVAILABLE")
        }
    }

    @Test func `is told of faults in an array too`() throws {
        let fault = RoadFault(.policyViolation, .bursar, "No.")
        for body in [
            GeminiArrayFaults.reply(to: fault, call: nil).body,
            GeminiArrayFaults.streamEnd(fault, call: Identifier(at: Timestamp(milliseconds: 1))),
        ] {
            let root = try JSONDocument(parsing: GeminiArrayFaults.keepalive + body).root
            let element = try #require(root.elements.first { _ in true })
            #expect(element["error"]?["code"]?.int64 == 403)
        }
    }
}

@Suite struct `A provider's storage` {
    private func check(_ body: String) throws -> String? {
        let document = try JSONDocument(parsing: Array(body.utf8))
        try ProviderStorage.check(document, in: .openAIResponses)
        return try ProviderStorage.previousResponse(document.root)
    }

    @Test(arguments: [
        (#"{"conversation":"conv_1"}"#, "conversation"), (#"{"conversation":{}}"#, "conversation"),
        (#"{"prompt":{"id":"p"}}"#, "prompt"), (#"{"background":true}"#, "background"),
        (#"{"background":"yes"}"#, "background"),
        (#"{"input":[{"type":"item_reference","id":"msg_1"}]}"#, "input[0]"),
        (#"{"input":[{"id":"msg_1"}]}"#, "input[0]"),
        (#"{"input":[{"role":"user","content":"a"},{"type":null,"id":"msg_1"}]}"#, "input[1]"),
        (#"{"input":[{"type":"image_generation_call","id":"ig_1"}]}"#, "input[0]"),
        (
            #"{"input":[{},{"content":[{"type":"input_file","file_id":"file-1"}]}]}"#,
            "input[1].content.file_id"
        ),
        (
            #"{"input":[{"type":"function_call_output","output":[{"type":"input_image","file_id":"f"}]}]}"#,
            "input[0].output.file_id"
        ),
        (
            #"{"input":[{"type":"computer_call_output","output":{"file_id":"f"}}]}"#,
            "input[0].output.file_id"
        ),
        (
            #"{"tools":[{"type":"file_search","vector_store_ids":["v"]}]}"#,
            "tools[0].vector_store_ids"
        ),
        (#"{"tools":[{"type":"code_interpreter","container":"c"}]}"#, "tools[0].container"),
        (
            #"{"tools":[{},{"type":"code_interpreter","container":{"type":"auto","file_ids":["f"]}}]}"#,
            "tools[1].container.file_ids"
        ),
    ])
    func `is refused by name where nobody knows whose it is`(body: String, field: String) {
        let fault = #expect(throws: RoadFault.self) { try check(body) }
        #expect(fault?.code == .untranslatable)
        #expect(fault?.field == field)
    }

    @Test(arguments: [
        #"{"previous_response_id":""}"#, #"{"previous_response_id":7}"#,
        #"{"previous_response_id":"a/b"}"#, #"{"previous_response_id":"a?b"}"#,
    ])
    func `has ids of one form`(body: String) {
        let fault = #expect(throws: RoadFault.self) { try check(body) }
        #expect(fault?.code == .malformedRequest)
    }

    @Test func `may be gone on from`() throws {
        #expect(try check(#"{"previous_response_id":"resp_a-1"}"#) == "resp_a-1")
        #expect(
            try check(
                #"{"previous_response_id":null,"background":false,"conversation":null,"input":[{"content":[{"file_id":null}]}],"tools":[{"type":"code_interpreter","container":{"type":"auto"}}]}"#
            ) == nil)
    }
}
