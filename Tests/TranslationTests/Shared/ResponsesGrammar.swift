import Vocabulary
import Wire

/// Asserts the order of events that Responses clients rely on (facts/protocols 4.2).
struct ResponsesGrammar {
    private struct Item {
        let id: String
        let type: String
        var texts: [String] = []
        var isPartOpen = false
        var input = ""
    }

    private(set) var problems: [String] = []
    private var sequence: Int64 = 0
    private var phase = 0
    private var open: Item?
    private var done: [String] = []
    private var ids: Set<String> = []

    /// What is wrong with a client's stream.
    static func problems(of text: String) -> [String] {
        var grammar = ResponsesGrammar()
        for block in text.components() {
            guard let document = try? JSONDocument(parsing: Array(block.data.utf8)) else {
                grammar.problems.append("not JSON: \(block.data)")
                continue
            }
            grammar.take(document.root, name: block.name)
        }
        if grammar.phase != 3 { grammar.problems.append("no end") }
        return grammar.problems
    }

    private mutating func take(_ root: JSONNode, name: String) {
        let type = root["type"]?.string ?? ""
        if type != name { problems.append("event \(name) holds \(type)") }
        if root["sequence_number"]?.int64 != sequence { problems.append("sequence at \(type)") }
        sequence += 1
        if phase == 3 { problems.append("\(type) after the end") }
        switch type {
        case "response.created", "response.in_progress":
            if phase != (type == "response.created" ? 0 : 1) {
                problems.append("\(type) out of order")
            }
            phase += 1
            checkResponse(root["response"], status: "in_progress")
        case "response.completed", "response.incomplete", "response.failed":
            if phase != 2 { problems.append("\(type) before the beginning") }
            if open != nil { problems.append("an item is open at the end") }
            checkResponse(root["response"], status: String(type.dropFirst(9)))
            let output = root["response"]?["output"].map { $0.elements.map(\.json) } ?? []
            if output != done { problems.append("the response's items aren't those of the stream") }
            phase = 3
        case "error":
            if phase != 0 { problems.append("error after response.created") }
            phase = 3
        default:
            if phase != 2 { problems.append("\(type) before the beginning") }
            takeItem(root, type)
        }
    }

    private mutating func checkResponse(_ response: JSONNode?, status: String) {
        if response?["status"]?.string != status { problems.append("status isn't \(status)") }
        for key in [
            "id", "object", "created_at", "error", "incomplete_details", "model", "output", "usage",
            "parallel_tool_calls", "tool_choice", "tools", "temperature", "top_p", "instructions",
            "metadata",
        ] where response?[key] == nil {
            problems.append("a response without \(key)")
        }
        if let usage = response?["usage"], !usage.isNull {
            for path in [
                ["input_tokens"], ["output_tokens"], ["total_tokens"],
                ["input_tokens_details", "cached_tokens"],
                ["output_tokens_details", "reasoning_tokens"],
            ] where path.reduce(usage as JSONNode?, { $0?[$1] })?.int64 == nil {
                problems.append("usage without \(path)")
            }
        }
    }

    private mutating func takeItem(_ root: JSONNode, _ type: String) {
        if root["output_index"]?.int64 != Int64(done.count) { problems.append("index at \(type)") }
        if type == "response.output_item.added" {
            let item = root["item"]
            if open != nil { problems.append("overlapping items") }
            let id = item?["id"]?.string ?? ""
            if !ids.insert(id).inserted { problems.append("item id \(id) twice") }
            open = Item(id: id, type: item?["type"]?.string ?? "")
            return
        }
        guard let item = open else { return problems.append("\(type) outside an item") }
        if type == "response.output_item.done" { return close(item, root["item"]) }
        if root["item_id"]?.string != item.id { problems.append("another item's \(type)") }
        switch item.type {
        case "message", "reasoning": takePart(root, type, item.type == "message")
        case "function_call", "custom_tool_call": takeInput(root, type)
        default: problems.append("\(type) of a \(item.type)")
        }
    }

    private mutating func takePart(_ root: JSONNode, _ type: String, _ isMessage: Bool) {
        let index = root[isMessage ? "content_index" : "summary_index"]?.int64
        guard let item = open else { return }
        if type.hasSuffix("part.added") {
            if item.isPartOpen { problems.append("overlapping parts") }
            open?.isPartOpen = true
            open?.texts.append("")
        } else if !item.isPartOpen {
            problems.append("\(type) outside a part")
        }
        let place = (open?.texts.count ?? 0) - 1
        guard place >= 0 else { return }
        if index != Int64(place) { problems.append("part index at \(type)") }
        let text = open?.texts[place] ?? ""
        if type.hasSuffix(".delta") {
            let delta = root["delta"]?.string ?? ""
            if delta.isEmpty { problems.append("an empty delta") }
            open?.texts[place] += delta
        } else if type.hasSuffix("part.done") {
            let part = root["part"]
            if (part?["text"] ?? part?["refusal"])?.string != text {
                problems.append("a part's text")
            }
            open?.isPartOpen = false
        } else if type.hasSuffix(".done") {
            if (root["text"] ?? root["refusal"])?.string != text {
                problems.append("a text's last word")
            }
        }
    }

    private mutating func takeInput(_ root: JSONNode, _ type: String) {
        if type.hasSuffix(".delta") {
            open?.input += root["delta"]?.string ?? ""
        } else if (root["arguments"] ?? root["input"])?.string != open?.input {
            problems.append("an input's last word")
        }
    }

    private mutating func close(_ item: Item, _ node: JSONNode?) {
        if item.isPartOpen { problems.append("an item closed with an open part") }
        if node?["id"]?.string != item.id { problems.append("another item closed") }
        let parts = (node?["content"] ?? node?["summary"]).map { Array($0.elements) } ?? []
        let texts = parts.map { ($0["text"] ?? $0["refusal"])?.string ?? "" }
        if texts != item.texts { problems.append("an item's texts") }
        if let input = (node?["arguments"] ?? node?["input"])?.string, input != item.input {
            problems.append("an item's input")
        }
        done.append(node?.json ?? "")
        open = nil
    }
}

/// Asserts what Gemini's clients rely on (facts/protocols 4.4).
enum GeminiGrammar {
    /// What is wrong with a client's stream.
    static func problems(of text: String) -> [String] {
        var problems: [String] = []
        var isOver = false
        var id: String?
        for block in text.components() {
            if isOver { problems.append("after the end: \(block.data)") }
            if !block.name.isEmpty { problems.append("an event name") }
            guard let document = try? JSONDocument(parsing: Array(block.data.utf8)) else {
                problems.append("not JSON: \(block.data)")
                continue
            }
            let root = document.root
            if let error = root["error"] {
                isOver = true
                for key in ["code", "message", "status"] where error[key] == nil {
                    problems.append("an error without \(key)")
                }
                continue
            }
            if let id, root["responseId"]?.string != id { problems.append("another id") }
            id = root["responseId"]?.string
            if root["modelVersion"] == nil { problems.append("no model") }
            if root["promptFeedback"] != nil { isOver = true }
            for candidate in root["candidates"].map({ Array($0.elements) }) ?? [] {
                if candidate["finishReason"] != nil { isOver = true }
                if candidate["content"]?["role"]?.string != "model" { problems.append("no role") }
                for part in candidate["content"]?["parts"].map({ Array($0.elements) }) ?? [] {
                    if let call = part["functionCall"], call["args"]?.kind != .object {
                        problems.append("a call that isn't whole")
                    }
                }
            }
            if root["usageMetadata"] != nil, !isOver { problems.append("usage before the end") }
        }
        if !isOver { problems.append("no end") }
        return problems
    }
}

/// What is wrong with a stream for a client of a dialect.
func grammarProblems(of text: String, _ client: Dialect) -> [String] {
    switch client {
    case .openAIChat: ChatGrammar.problems(of: text)
    case .openAIResponses: ResponsesGrammar.problems(of: text)
    case .anthropic: MessagesGrammar.problems(of: text)
    case .gemini: GeminiGrammar.problems(of: text)
    }
}
