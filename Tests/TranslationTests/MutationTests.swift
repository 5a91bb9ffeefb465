import Testing
import Translation
import Vocabulary
import Wire

/// Puts odd values in the place of any value of a document.
private struct Mutations {
    var random: SeededGenerator

    private let odd = [
        "null", "true", "0", "-1", "1e999", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[null]",
        "{\"type\":\"text\"}",
        "{\"type\":1}", "\"\\ud800\"", "99999999999999999999", "[{}]", "{\"text\":{}}",
        "\"data:image/png;base64,\"",
    ]

    /// The document with one to three values replaced.
    mutating func mutated(_ document: JSONDocument) -> [UInt8] {
        var nodes: [JSONNode] = []
        func gather(_ node: JSONNode) {
            nodes.append(node)
            for (_, value) in node.members { gather(value) }
            for element in node.elements { gather(element) }
        }
        gather(document.root)
        var edits = JSONEdits()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let node = nodes[Int.random(in: 0..<nodes.count, using: &random)]
            edits.replace(
                node.range, with: Array(odd[Int.random(in: 0..<odd.count, using: &random)].utf8))
        }
        return edits.applied(to: document)
    }
}

@Suite struct `Whatever is sent (PT-60)` {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `is read or refused by name, and never ends the process`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        var mutations = Mutations(random: SeededGenerator(seed: seed))
        let conversation = generated.conversation()
        for dialect in [Dialect.openAIChat, .anthropic] {
            let body = try Dialects.rules(for: dialect).request(conversation, to: target(dialect))
                .body
            for _ in 0..<6 {
                let mutant = mutations.mutated(try JSONDocument(parsing: body))
                guard let document = try? JSONDocument(parsing: mutant) else { continue }
                for other in [Dialect.openAIChat, .anthropic] {
                    do {
                        let request = try Translator.request(
                            document, from: dialect, to: target(other))
                        _ = try JSONDocument(parsing: request.body)
                    } catch let fault as TranslationFault {
                        #expect(fault.isClientFault && !fault.message.isEmpty)
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `by a provider becomes an answer or a fault`(seed: UInt64) throws {
        var generated = Generated(seed: seed)
        var mutations = Mutations(random: SeededGenerator(seed: seed))
        let reply = generated.reply()
        for (client, provider) in [
            (Dialect.openAIChat, Dialect.anthropic), (.anthropic, .openAIChat),
        ] {
            let context = context(client: client, provider: provider) { $0.display = .summarised }
            let body = Dialects.rules(for: provider).body(of: reply, context: context)
            for _ in 0..<6 {
                let mutant = mutations.mutated(try JSONDocument(parsing: body))
                guard let document = try? JSONDocument(parsing: mutant) else { continue }
                do {
                    _ = try JSONDocument(parsing: Translator.reply(document, context: context).body)
                } catch let fault as TranslationFault {
                    #expect(!fault.isClientFault)
                }
            }
        }
    }

    @Test(arguments: Golden.all, 0..<25 as Range<UInt64>)
    func `in a stream becomes a sound one`(golden: Golden, seed: UInt64) throws {
        var mutations = Mutations(random: SeededGenerator(seed: seed))
        var lines = golden.stream.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for line in lines.indices
        where lines[line].hasPrefix("data: {")
            && Int.random(in: 0..<4, using: &mutations.random) == 0
        {
            let document = try JSONDocument(parsing: Array(lines[line].dropFirst(6).utf8))
            lines[line] = "data: " + String(decoding: mutations.mutated(document), as: UTF8.self)
        }
        let run = try play(lines.joined(separator: "\n"), golden.context)
        #expect(StreamChecker.problems(of: run.events) == [])
        let problems =
            golden.provider == .anthropic
            ? ChatGrammar.problems(of: run.text) : MessagesGrammar.problems(of: run.text)
        #expect(problems.filter { $0 != "message_start without usage" } == [])
        #expect(run.isEnd != (run.fault != nil))
    }
}
