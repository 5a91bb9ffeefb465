import Testing
import Wire

@testable import Sandbox

@Suite struct `Vectors of texts` {
    let ask = Questions()

    private func embed(_ more: String, model: String = "e") -> Reply {
        ask.reply("/v1/embeddings", #"{"model":"\#(model)"\#(more)}"#)
    }

    @Test func `are the same as lists and as base64`() throws {
        let input = #","dimensions":5,"input":["one","two"]"#
        let lists = try Questions.json(of: embed(input))["data"].list
        let texts = try Questions.json(of: embed(input + #","encoding_format":"base64""#))["data"]
            .list
        #expect(lists.count == 2 && texts.count == 2)
        for (list, text) in zip(lists, texts) {
            let values = list["embedding"].list.compactMap { $0.numberText.flatMap(Float.init) }
            let bytes = try #require(Base64Text.decoded((text["embedding"]?.string ?? "").utf8))
            let floats = stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(
                    bitPattern: bytes[start..<start + 4].reversed().reduce(0) {
                        $0 << 8 | UInt32($1)
                    })
            }
            #expect(values == floats)
            #expect(values.count == 5)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 1) < 0.001)
        }
    }

    @Test func `are counted by their input`() throws {
        let answer = try Questions.json(of: embed(#","input":["Hello","there, you"]"#))
        #expect(answer["usage"]?["prompt_tokens"]?.int64 == 4)
        let record = try #require(ask.provider.book.records().first)
        #expect(record.usage.freshInput == 4 && record.usage.outputTokens == 0)
        #expect(record.dialect == .openAIChat)
    }

    @Test func `have Google's shapes too`() throws {
        let path = "/v1beta/models/e:"
        let content = #""content":{"parts":[{"text":"one"}]},"outputDimensionality":3"#
        let one = try Questions.json(of: ask.reply(path + "embedContent", "{\(content)}"))
        let many = try Questions.json(
            of: ask.reply(
                path + "batchEmbedContents",
                #"{"requests":[{"model":"models/e",\#(content)},{"model":"models/e",\#(content)}]}"#
            ))
        #expect(one["embedding"]?["values"].list.count == 3)
        #expect(many["embeddings"].list.count == 2)
        #expect(many["usageMetadata"]?["promptTokenCount"]?.int64 == 2)
    }

    @Test(arguments: [
        "", #","input":[]"#, #","input":"""#, #","input":[""]"#, #","input":7"#,
        #","input":[{"a":1}]"#, #","input":"x","encoding_format":"hex""#,
        #","input":"x","dimensions":0"#, #","input":"x","dimensions":5000"#,
    ])
    func `are not made of nothing`(more: String) {
        #expect(embed(more).status == 400)
    }

    @Test(arguments: ["429", "503", "html", "redirect", "cut", "stall", "failed", "bare-error"])
    func `fail as told`(fault: String) {
        let reply = embed(#","input":"x""#, model: "e+fault=\(fault)")
        let isSound =
            reply.status == 200 && Questions.bytes(of: reply).last == UInt8(ascii: "}")
            && Questions.bytes(of: reply).count > 500
        #expect(!isSound)
    }
}
