import Translation

/// What a conversation says, written down so that two that mean the same look the same: neighbours
/// of one role merged, blank texts left out, calls by their place instead of their ids.
func meaning(of conversation: Conversation) -> [String] {
    var lines: [String] = []
    let system = conversation.system.filter { !$0.text.allSatisfy(\.isWhitespace) }.map(\.text)
    if !system.isEmpty { lines.append("system \(system)") }
    var calls: [String: Int] = [:]
    var role: Turn.Role?
    var results: [(Int, String)] = []
    func flush() {
        lines += results.sorted { $0.0 < $1.0 }.map(\.1)
        results = []
    }
    var turns = conversation
    Pairing.named(&turns)
    for turn in Pairing.gathered(turns.turns) {
        for part in turn.parts {
            var line: String?
            switch part.content {
            case .text(let text): line = text.allSatisfy(\.isWhitespace) ? nil : "text \(text)"
            case .image(let media), .document(let media):
                line = "media \(media.source) \(media.fileName ?? media.title ?? "")"
            case .toolCall(let call):
                calls[call.id] = calls.count
                line =
                    "call \(calls[call.id] ?? -1) \(call.name) \(call.input.isEmpty ? "{}" : call.input)"
            case .toolResult(let result):
                let text = result.parts.compactMap(\.text).filter { !$0.allSatisfy(\.isWhitespace) }
                    .joined()
                results.append(
                    (calls[result.callID] ?? -1, "result \(calls[result.callID] ?? -1) \(text)"))
                if role != turn.role { lines.append("role \(turn.role)") }
                role = turn.role
                continue
            default: line = "\(part.content)"
            }
            guard let line else { continue }
            flush()
            if role != turn.role { lines.append("role \(turn.role)") }
            role = turn.role
            lines.append(line)
        }
    }
    flush()
    for tool in conversation.tools {
        lines.append(
            "tool \(tool.name) \(tool.description ?? "") \(tool.isStrict ?? false) \(tool.kind)")
    }
    let choice = conversation.toolChoice ?? .auto
    if !conversation.tools.isEmpty {
        lines.append("choice \(choice)")
        if choice != .never { lines.append("parallel \(conversation.mayCallInParallel ?? true)") }
    }
    lines.append("temperature \(conversation.sampling.temperature?.text ?? "")")
    lines.append("stop \(conversation.stopSequences) stream \(conversation.stream.isOn)")
    if case .schema(let schema) = conversation.outputShape {
        lines.append("schema \(String(decoding: schema.schema, as: UTF8.self))")
    }
    return lines
}
