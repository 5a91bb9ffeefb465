import Glibc
import Redaction
import Vault
import Vocabulary
import Wire

/// Measures what redacting whole requests costs: a short call, a long prompt, and ordinary text in
/// messages, tools' results and JSON of the client's own.
enum RequestBench {
    static func run() {
        do {
            var bytes = [UInt8](repeating: 7, count: 32)
            let key = try Secret(moving: &bytes)
            let standard = try Redactor(policy: RedactionPolicy())
            let all = try Redactor(policy: RedactionPolicy(standard: .tokenise, detectors: [:]))
            let prose = BenchTexts.prose(bytes: 4 << 20)
            print("whole requests, redact() alone:")
            let call = body(messages: 3, each: 300, prose)
            try each("call of \(call.count) bytes, default policy", call, standard, key, 20_000)
            try each("call of \(call.count) bytes, all detectors", call, all, key, 20_000)
            let prompt = body(messages: 1, each: 64 << 10, prose)
            try each("prompt of \(prompt.count) bytes, all detectors", prompt, all, key, 400)
            let long = body(messages: 4_000, each: 1_000, prose)
            try each("\(long.count >> 20) MiB in 4,000 messages, all detectors", long, all, key, 5)
            let arguments = tools(count: 4_000, prose)
            try each(
                "\(arguments.count >> 10) KiB of tools' arguments, all detectors", arguments, all,
                key, 5)
        } catch {
            print("a request can't be redacted: \(error)")
        }
    }

    private static func each(
        _ name: String, _ body: [UInt8], _ redactor: Redactor, _ key: Secret, _ turns: Int
    ) throws {
        let document = try JSONDocument(parsing: body)
        // The best of ten parts: the clock ticks in microseconds, and others weigh on the machine.
        let size = max(1, turns / 10)
        var best = Double.infinity
        for _ in 0..<10 {
            let start = clock()
            for _ in 0..<size {
                _ = try redactor.redact(document, dialect: .openAIChat, key: key)
            }
            best = min(best, Double(clock() - start) / Double(size))
        }
        print("  \(name): \((best * 10).rounded() / 10) µs, \(Int(Double(body.count) / best)) MB/s")
    }

    private static func body(messages: Int, each size: Int, _ prose: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("model")
        writer.string("gpt-5-mini")
        writer.key("messages")
        writer.beginArray()
        for index in 0..<messages {
            writer.beginObject()
            writer.key("role")
            writer.string(index % 2 == 0 ? "user" : "assistant")
            writer.key("content")
            let start = index * size % (prose.count - size)
            writer.string(String(decoding: prose[start..<start + size], as: UTF8.self))
            writer.endObject()
        }
        writer.endArray()
        writer.key("temperature")
        writer.integer(1)
        writer.endObject()
        return writer.bytes
    }

    private static func tools(count: Int, _ prose: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("messages")
        writer.beginArray()
        for index in 0..<count {
            let start = index * 500 % (prose.count - 500)
            let text = String(decoding: prose[start..<start + 400], as: UTF8.self)
            var inner = JSONWriter()
            inner.beginObject()
            inner.key("path")
            inner.string("Sources/App/main.swift")
            inner.key("content")
            inner.string(text)
            inner.endObject()
            writer.beginObject()
            writer.key("role")
            writer.string("tool")
            writer.key("content")
            writer.string(String(decoding: inner.bytes, as: UTF8.self))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
