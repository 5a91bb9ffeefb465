import NIOCore
import NIOHTTP1
import Testing
import Vocabulary
import Wire

@testable import Sandbox

@Suite struct `A scripted fault` {
    let ask = Questions()

    @Test(arguments: [0, 1, 5])
    func `puts an error after so many events`(count: Int) throws {
        let model = "m+fault=error-in-stream+after=\(count)"
        let chunks = try Questions.events(of: ask.chat(model, Questions.stream))
        #expect(chunks.count == count + 1)
        #expect(chunks.last?.json?["error"]?["message"]?.string != nil)
        let events = try Questions.events(of: ask.message(model, Questions.stream))
        #expect(events.count == count + 1)
        #expect(events.last?.name == "error")
    }

    @Test(arguments: [0, 1, 100, 399, 400])
    func `cuts a body after so many bytes`(count: Int) {
        for more in ["", Questions.stream] {
            let whole = Questions.bytes(of: ask.chat("m+words=90+fault=no-usage", more))
            let cut = ask.chat("m+words=90+fault=cut+after=\(count)", more)
            let bytes = Questions.bytes(of: cut)
            #expect(bytes.count == count)
            // The model's name and the ids that come of it differ.
            #expect(bytes.prefix(8) == whole.prefix(min(8, count)))
        }
    }

    @Test func `announces more than it cuts`() {
        let cut = ask.chat("m+words=90+fault=cut+after=10")
        guard case .made(_, let length?) = cut.body else { return #expect(Bool(false)) }
        #expect(length > 500)
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
        let stream = ActiveReply(
            ask.chat("m+fault=cut+after=10", Questions.stream),
            to: IncomingRequest(head, body: []))
        var buffer = ByteBuffer()
        let step = stream.writeBatch(into: &buffer)
        guard case .broken(let missing, isReset: false) = step else { return #expect(Bool(false)) }
        let announced = Int(buffer.getString(at: 0, length: 8) ?? "", radix: 16)
        #expect(announced == 10 + missing)
        #expect(buffer.readableBytes == 20)
    }

    @Test(arguments: [1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 100_000])
    func `makes one line as long as told`(size: Int) throws {
        let model = "m+words=1+fault=giant-line+size=\(size)"
        let chat = try Questions.json(of: ask.chat(model))
        let choice = chat["choices"]?.elements.first { _ in true }
        #expect(choice?["message"]?["content"]?.string?.utf8.count == size)
        let reply = ask.chat(model)
        guard case .made(_, let length) = reply.body else { return #expect(Bool(false)) }
        #expect(length == Questions.bytes(of: reply).count)
        let events = try Questions.events(of: ask.message(model, Questions.stream))
        let longest = events.compactMap { $0.json?["delta"]?["text"]?.string?.utf8.count }.max()
        #expect(longest == size)
    }

    @Test func `leaves the usage out`() throws {
        #expect(try Questions.json(of: ask.chat("m+fault=no-usage"))["usage"] == nil)
        #expect(try Questions.json(of: ask.message("m+fault=no-usage"))["usage"] == nil)
        let chunks = try Questions.events(of: ask.chat("m+fault=no-usage", Questions.counted))
        #expect(chunks.allSatisfy { $0.json?["usage"] == nil })
        let events = try Questions.events(of: ask.message("m+fault=no-usage", Questions.stream))
        #expect(
            events.allSatisfy { $0.json?["usage"] == nil && $0.json?["message"]?["usage"] == nil })
    }

    @Test func `ends a stream without its last event`() throws {
        let model = "m+words=4+fault=no-terminal"
        let chunks = try Questions.events(of: ask.chat(model, Questions.stream))
        #expect(chunks.count == 6)
        #expect(chunks.allSatisfy { $0.name != "[DONE]" })
        let events = try Questions.events(of: ask.message(model, Questions.stream))
        #expect(events.last?.name == "message_delta")
        let few = try Questions.events(of: ask.chat(model + "+after=2", Questions.stream))
        #expect(few.count == 2)
    }

    @Test func `never ends`() {
        for more in ["", Questions.stream] {
            guard case .made(var source, length: nil) = ask.chat("m+fault=endless", more).body
            else {
                return #expect(Bool(false))
            }
            var buffer = ByteBuffer()
            for _ in 0..<5_000 {
                #expect(!source.writeNext(into: &buffer).isFinal)
                buffer.clear()
            }
            #expect(source.outputTokens > 4_990)
        }
    }

    @Test func `stalls where told`() {
        guard
            case .made(var source, _) = ask.message("m+fault=stall+after=2", Questions.stream).body
        else { return #expect(Bool(false)) }
        var buffer = ByteBuffer()
        #expect(source.writeNext(into: &buffer) == .event)
        #expect(source.writeNext(into: &buffer) == .event)
        #expect(source.writeNext(into: &buffer) == .stall)
        #expect(source.writeNext(into: &buffer) == .stall)
    }

    @Test func `answers with a page or sends elsewhere`() {
        #expect(ask.chat("m+fault=html").status == 200)
        #expect(Questions.bytes(of: ask.chat("m+fault=html")).starts(with: Array("<!doctype".utf8)))
        let redirection = ask.chat("m+fault=redirect")
        #expect(redirection.status == 307)
        #expect(redirection.headers.contains { $0.name == "location" && $0.value == "/redirected" })
    }

    /// The replies of the dialects that came later, streamed and not.
    private func others(_ model: String) -> [Reply] {
        [
            ask.response(model), ask.response(model, Questions.stream), ask.content(model),
            ask.content(model, verb: "streamGenerateContent"),
            ask.content(model, verb: "streamGenerateContent?alt=sse"),
        ]
    }

    @Test(arguments: [0, 1, 100, 399])
    func `cuts bodies of every dialect`(count: Int) {
        for reply in others("m+words=90+fault=cut+after=\(count)") {
            #expect(Questions.bytes(of: reply).count == count)
        }
    }

    @Test func `never ends in any dialect`() {
        for reply in others("m+fault=endless") {
            guard case .made(var source, length: nil) = reply.body else {
                #expect(Bool(false))
                continue
            }
            var buffer = ByteBuffer()
            for _ in 0..<3_000 {
                #expect(!source.writeNext(into: &buffer).isFinal)
                buffer.clear()
            }
            #expect(source.outputTokens > 2_990)
        }
    }

    @Test func `makes giant lines in every dialect`() throws {
        let giant = String(repeating: "x", count: 100_000)
        for reply in others("m+words=2+fault=giant-line+size=100000") {
            let text = String(decoding: Questions.bytes(of: reply), as: UTF8.self)
            #expect(text.contains("\"\(giant)\""))
        }
    }

    @Test(arguments: ["html", "redirect", "no-usage", "bare-error", "failed", "stall"])
    func `is known in every dialect`(fault: String) throws {
        for reply in others("m+words=3+fault=\(fault)") {
            let text = String(decoding: Questions.bytes(of: reply), as: UTF8.self)
            #expect(reply.status == (fault == "redirect" ? 307 : 200))
            #expect(!text.contains("\"input_tokens\"") || fault == "failed")
            #expect(!text.contains("TokenCount") || fault == "failed")
        }
    }

    @Test func `puts an error without an event into a stream`() throws {
        for reply in [
            ask.chat("m+fault=bare-error+after=2", Questions.stream),
            ask.content("m+fault=bare-error+after=2", verb: "streamGenerateContent?alt=sse"),
        ] {
            let lines = String(decoding: Questions.bytes(of: reply), as: UTF8.self)
                .split(whereSeparator: \.isNewline)
            let bare = lines.drop { $0.hasPrefix("data:") }
            #expect(bare.count > 3 && lines.count == bare.count + 2)
            let json = try JSONDocument(parsing: Array(bare.joined().utf8)).root
            #expect(json["error"]?["message"]?.string == "Overloaded")
        }
    }
}
