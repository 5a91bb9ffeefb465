import Wire

/// Asserts the order of events that Messages clients rely on (facts/protocols 4.3).
enum MessagesGrammar {
    /// What is wrong with a client's stream.
    static func problems(of text: String) -> [String] {
        var problems: [String] = []
        var open: Int64?
        var next: Int64 = 0
        var phase = 0
        for block in text.components() {
            guard let document = try? JSONDocument(parsing: Array(block.data.utf8)) else {
                problems.append("not JSON: \(block.data)")
                continue
            }
            let root = document.root
            let type = root["type"]?.string ?? ""
            if type != block.name { problems.append("event \(block.name) holds \(type)") }
            if phase == 3 { problems.append("\(type) after the end") }
            switch type {
            case "message_start":
                if phase != 0 { problems.append("message_start twice") }
                phase = 1
                for key in ["id", "model", "content", "usage"] where root["message"]?[key] == nil {
                    problems.append("message_start without \(key)")
                }
            case "content_block_start":
                if phase != 1 { problems.append("a block outside the message") }
                if open != nil { problems.append("overlapping blocks") }
                open = root["index"]?.int64
                if open != next { problems.append("index \(open ?? -1) instead of \(next)") }
                next += 1
            case "content_block_delta":
                if root["index"]?.int64 != open { problems.append("a delta outside its block") }
            case "content_block_stop":
                if root["index"]?.int64 != open { problems.append("a stop outside its block") }
                open = nil
            case "message_delta":
                if phase != 1 || open != nil { problems.append("message_delta too early or twice") }
                phase = 2
                if root["usage"]?["output_tokens"] == nil { problems.append("no output_tokens") }
            case "message_stop":
                if phase != 2 { problems.append("message_stop too early") }
                phase = 3
            case "error": phase = 3
            case "ping": break
            default: problems.append("unknown event \(type)")
            }
        }
        if phase != 3 { problems.append("no end") }
        return problems
    }
}

/// Asserts the order of chunks that Chat clients rely on (facts/protocols 4.1).
enum ChatGrammar {
    /// What is wrong with a client's stream.
    static func problems(of text: String) -> [String] {
        var problems: [String] = []
        var begun: Set<Int64> = []
        var finished: Set<Int64> = []
        var tools: [Int64: Int64] = [:]
        var listed: [String: Int64] = [:]
        var id: String?
        var isOver = false
        for block in text.components() {
            if isOver { problems.append("after the end: \(block.data)") }
            if !block.name.isEmpty { problems.append("an event name") }
            if block.data == "[DONE]" {
                isOver = true
                continue
            }
            guard let document = try? JSONDocument(parsing: Array(block.data.utf8)) else {
                problems.append("not JSON: \(block.data)")
                continue
            }
            let root = document.root
            if root["error"] != nil {
                isOver = true
                continue
            }
            if let id, root["id"]?.string != id { problems.append("another id") }
            id = root["id"]?.string
            for choice in root["choices"].map({ Array($0.elements) }) ?? [] {
                let index = choice["index"]?.int64 ?? -1
                let delta = choice["delta"]
                if begun.insert(index).inserted, delta?["role"]?.string != "assistant" {
                    problems.append("no role first")
                }
                if finished.contains(index) { problems.append("a chunk after the finish") }
                if choice["finish_reason"]?.kind == .string { finished.insert(index) }
                // OpenAI's SDK fails on entries without a place of their own.
                for list in ["images", "annotations", "reasoning_details"] {
                    for entry in delta?[list].map({ Array($0.elements) }) ?? [] {
                        let due = listed["\(index) \(list)", default: 0]
                        if entry["index"]?.int64 != due { problems.append("index of \(list)") }
                        listed["\(index) \(list)"] = due + 1
                    }
                }
                for call in delta?["tool_calls"].map({ Array($0.elements) }) ?? [] {
                    let tool = call["index"]?.int64 ?? -1
                    if call["id"] != nil {
                        if tool != tools[index, default: 0] {
                            problems.append("tool index \(tool)")
                        }
                        tools[index, default: 0] += 1
                    } else if tool >= tools[index, default: 0] {
                        problems.append("arguments of no tool")
                    }
                }
            }
        }
        if !isOver { problems.append("no end") }
        return problems
    }
}

extension String {
    /// The events of a stream: names and data.
    func components() -> [(name: String, data: String)] {
        var events: [(name: String, data: String)] = []
        var name = ""
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") {
                events.append((name, String(line.dropFirst(6))))
                name = ""
            }
        }
        return events
    }
}
