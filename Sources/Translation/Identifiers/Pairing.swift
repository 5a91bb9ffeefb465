/// Pairs tool calls with their results over a whole conversation.
package enum Pairing {
    /// Gives calls and results without ids ids of their position, and results their tools' names.
    ///
    /// Ids pair first; a result without an id takes, within the turn of calls before it, the first
    /// call of its name that has no result yet (facts/protocols PT-28). The ids made up are the
    /// same whenever the same history is sent.
    package static func named(_ conversation: inout Conversation) {
        var open: [(id: String, name: String, kind: ToolCall.Kind, isAnswered: Bool)] = []
        var made = 0
        for turn in conversation.turns.indices {
            if conversation.turns[turn].role == .assistant,
                conversation.turns[turn].parts.contains(where: \.isToolCall)
            {
                if open.allSatisfy(\.isAnswered) { open = [] }
                for part in conversation.turns[turn].parts.indices {
                    guard case .toolCall(var call) = conversation.turns[turn].parts[part].content
                    else { continue }
                    if call.id.isEmpty {
                        call.id = "call_\(made)"
                        made += 1
                        conversation.turns[turn].parts[part].content = .toolCall(call)
                    }
                    open.append((call.id, call.name, call.kind, false))
                }
            } else if conversation.turns[turn].role == .user {
                for part in conversation.turns[turn].parts.indices {
                    guard
                        case .toolResult(var result) = conversation.turns[turn].parts[part].content
                    else { continue }
                    let place =
                        result.callID.isEmpty
                        ? open.firstIndex { !$0.isAnswered && $0.name == result.name }
                        : open.lastIndex { $0.id == result.callID }
                    guard let place else { continue }
                    open[place].isAnswered = true
                    result.callID = open[place].id
                    result.name = result.name ?? open[place].name
                    result.kind = open[place].kind
                    conversation.turns[turn].parts[part].content = .toolResult(result)
                }
            }
        }
    }

    /// Requires of each call one result in the next user turns, and of each result its call: what
    /// all targets but OpenAI's own would refuse in a foreign shape (facts/protocols PT-31, PT-32).
    ///
    /// A last turn of calls may lack its results.
    ///
    /// - Throws: `.unpairedTool` naming the id.
    package static func check(_ conversation: Conversation) throws(TranslationFault) {
        var waiting: [String] = []
        for turn in conversation.turns {
            switch turn.role {
            case .assistant:
                if let missing = waiting.first { throw fault(missing, "has no result") }
                waiting = turn.parts.compactMap { part in
                    if case .toolCall(let call) = part.content { call.id } else { nil }
                }
            case .user:
                for part in turn.parts {
                    guard case .toolResult(let result) = part.content else { continue }
                    guard let place = waiting.firstIndex(of: result.callID) else {
                        throw fault(
                            result.callID,
                            "has a result but no call right before it, or two results")
                    }
                    waiting.remove(at: place)
                }
            case .system: break
            }
        }
        guard waiting.isEmpty || conversation.turns.last?.role == .assistant else {
            throw fault(waiting[0], "has no result")
        }
    }

    /// Puts the results of each turn of calls right behind it: one user turn, results first in the
    /// order of the calls, then whatever else stood between them, in its order (facts/protocols
    /// PT-30, PT-31). Instructions that stood in between come after the results.
    ///
    /// For conversations that `check(_:)` accepted.
    package static func gathered(_ turns: [Turn]) -> [Turn] {
        var result: [Turn] = []
        result.reserveCapacity(turns.count)
        var index = 0
        while index < turns.count {
            let turn = turns[index]
            result.append(turn)
            index += 1
            guard turn.role == .assistant, turn.parts.contains(where: \.isToolCall) else {
                continue
            }
            var end = index
            while end < turns.count, turns[end].role != .assistant { end += 1 }
            result += gathered(turns[index..<end], after: turn)
            index = end
        }
        return result
    }

    private static func gathered(_ run: ArraySlice<Turn>, after calls: Turn) -> [Turn] {
        let holders = run.indices.filter { run[$0].parts.contains(where: \.isToolResult) }
        guard let first = holders.first else { return Array(run) }
        let order = Dictionary(
            calls.toolCalls.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        var results: [Part] = []
        var others: [Turn] = []
        for index in run.indices {
            var turn = run[index]
            results += turn.parts.filter(\.isToolResult)
            turn.parts.removeAll(where: \.isToolResult)
            if !turn.parts.isEmpty || !holders.contains(index) { others.append(turn) }
        }
        results = results.enumerated().sorted { left, right in
            (place(of: left.element, order), left.offset)
                < (place(of: right.element, order), right.offset)
        }.map(\.element)
        // What stood in the results' own turn stays in it.
        if holders.count == 1, first == run.startIndex, let same = others.first, same.role == .user,
            run[first].parts.contains(where: { !$0.isToolResult })
        {
            var turn = same
            turn.parts = results + same.parts
            return [turn] + others.dropFirst()
        }
        return [Turn(.user, results)] + others
    }

    private static func place(of part: Part, _ order: [String: Int]) -> Int {
        guard case .toolResult(let result) = part.content else { return 0 }
        return order[result.callID] ?? 0
    }

    private static func fault(_ id: String, _ problem: String) -> TranslationFault {
        // An id is the client's; it is shown, but never so long that it floods a log.
        let shown = String(decoding: id.utf8.prefix(80), as: UTF8.self)
        return TranslationFault(
            .unpairedTool, field: shown,
            "The tool call \"\(shown)\" \(problem). Send each call's result in the turn after it.")
    }
}

extension Part {
    /// Is it a call of a tool?
    package var isToolCall: Bool { if case .toolCall = content { true } else { false } }

    /// Is it a tool's result?
    package var isToolResult: Bool { if case .toolResult = content { true } else { false } }
}
