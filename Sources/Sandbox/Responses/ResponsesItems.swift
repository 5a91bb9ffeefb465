import Vocabulary
import Wire

/// The items of a response and their parts as JSON, as announced and as complete.
struct ResponsesItems: Sendable {
    /// What the items are made of.
    let answer: Answer
    /// Their ids.
    let ids: ResponsesIDs
    /// The encrypted reasoning, where it was asked for.
    let encrypted: String?

    /// The items of an answer to a prompt.
    init(_ answer: Answer, to prompt: Prompt) {
        self.answer = answer
        ids = ResponsesIDs(answer)
        encrypted =
            prompt.wantsEncryptedReasoning ? ids.encrypted(for: prompt.organisation) : nil
    }

    /// The item of a block as it is announced.
    func start(of block: AnswerBlock) -> String {
        switch block {
        case .thinking:
            // What is encrypted isn't complete yet.
            return reasoning(
                summary: "", encrypted: encrypted.map { String($0.prefix($0.count / 2)) })
        case .text:
            let item = message(status: "in_progress", content: .init(head: [], tail: []))
            return String(decoding: item.head + item.tail, as: UTF8.self)
        case .tool(let index): return call(index, status: "in_progress", input: "")
        }
    }

    /// The item of a block once it is complete, or as far as it came, before and after its text;
    /// all of it is before when it has none.
    func end(of block: AnswerBlock) -> JSONFrame {
        switch block {
        case .thinking:
            let parts = summaries.map(Self.part).joined(separator: ",")
            return JSONFrame(
                head: Array(reasoning(summary: parts, encrypted: encrypted).utf8), tail: [])
        case .text:
            let isCut = answer.stop == .outputLimit || answer.stop == .filtered
            return message(status: isCut ? "incomplete" : "completed", content: textPart)
        case .tool(let index):
            let call = answer.toolCalls[index]
            return JSONFrame(
                head: Array(
                    self.call(
                        index, status: call.isCut ? "incomplete" : "completed",
                        input: String(decoding: answer.escaped(call.fragments), as: UTF8.self)
                    ).utf8), tail: [])
        }
    }

    /// The part of a message, before and after its text.
    var textPart: JSONFrame {
        answer.stop == .refused
            ? JSONFrame(
                head: Array(#"{"type":"refusal","refusal":""#.utf8), tail: Array("\"}".utf8))
            : JSONFrame(
                head: Array(#"{"type":"output_text","annotations":[],"logprobs":[],"text":""#.utf8),
                tail: Array("\"}".utf8))
    }

    // MARK: Summaries

    /// Reasoning of more words than this is summed up in two parts.
    static let summaryWordsMax = 8

    /// The number of the summary part that a word of reasoning is in.
    func summaryIndex(ofWord index: Int) -> Int {
        guard let count = answer.thinking?.count, count > Self.summaryWordsMax else { return 0 }
        return index < (count + 1) / 2 ? 0 : 1
    }

    /// The first word of a summary part after the first one; `nil` when there is one part only.
    var secondSummaryStart: Int? {
        guard let count = answer.thinking?.count, count > Self.summaryWordsMax else { return nil }
        return (count + 1) / 2
    }

    /// The texts of the summary parts.
    var summaries: [String] {
        guard let thinking = answer.thinking, thinking.count > 0 else { return [] }
        var texts = ["", ""]
        for index in 0..<thinking.count {
            texts[summaryIndex(ofWord: index)] += String(
                decoding: thinking.piece(index), as: UTF8.self)
        }
        return texts.filter { !$0.isEmpty }
    }

    /// A summary part of a text.
    static func part(_ text: String) -> String {
        "{\"type\":\"summary_text\",\"text\":\"\(text)\"}"
    }

    // MARK: Items

    private func reasoning(summary: String, encrypted: String?) -> String {
        let blob = encrypted.map { ",\"encrypted_content\":\"\($0)\"" } ?? ""
        return
            "{\"id\":\"\(ids.reasoning)\",\"type\":\"reasoning\",\"summary\":[\(summary)]\(blob)}"
    }

    private func message(status: String, content: JSONFrame) -> JSONFrame {
        let head =
            "{\"id\":\"\(ids.message)\",\"type\":\"message\",\"status\":\"\(status)\","
            + "\"role\":\"assistant\",\"content\":["
        return JSONFrame(
            head: Array(head.utf8) + content.head, tail: content.tail + Array("]}".utf8))
    }

    private func call(_ index: Int, status: String, input: String) -> String {
        let call = answer.toolCalls[index]
        let (type, key) =
            call.isCustom ? ("custom_tool_call", "input") : ("function_call", "arguments")
        let name = String(decoding: JSONText.quoted(call.name), as: UTF8.self)
        return
            "{\"id\":\"\(ids.item(ofCall: index))\",\"type\":\"\(type)\",\"status\":\"\(status)\","
            + "\"\(key)\":\"\(input)\",\"call_id\":\"\(ids.call(index))\",\"name\":\(name)}"
    }
}
