/// Pairs tool calls with their results over a whole conversation.
package enum Pairing {
    /// A call that waits for its result, or had it.
    private struct OpenCall {
        /// The id it came with; empty for none.
        let given: String
        let call: ToolCall
        var isAnswered = false
    }

    /// Gives calls and results without ids ids of their position, and results their tools' names;
    /// an id that an earlier call had already gets a number, since not all providers take it twice.
    ///
    /// Ids pair first, with the newest calls that have no result; a result without an id takes,
    /// within the turn of calls before it, the first call of its name that has no result yet
    /// (facts/protocols PT-28). The ids made up are the same whenever the same history is sent.
    package static func named(_ conversation: inout Conversation) {
        var open: [OpenCall] = []
        var used: Set<String> = []
        var made = 0
        for turn in conversation.turns.indices {
            if conversation.turns[turn].role == .assistant,
                conversation.turns[turn].parts.contains(where: \.isToolCall)
            {
                if open.allSatisfy(\.isAnswered) { open = [] }
                for part in conversation.turns[turn].parts.indices {
                    guard case .toolCall(var call) = conversation.turns[turn].parts[part].content
                    else { continue }
                    let given = call.id
                    if given.isEmpty {
                        call.id = "call_\(made)"
                        made += 1
                    }
                    if !used.insert(call.id).inserted { call.id = unused(call.id, &used) }
                    if call.id != given {
                        conversation.turns[turn].parts[part].content = .toolCall(call)
                    }
                    open.append(OpenCall(given: given, call: call))
                }
            } else if conversation.turns[turn].role == .user {
                for part in conversation.turns[turn].parts.indices {
                    guard
                        case .toolResult(var result) = conversation.turns[turn].parts[part].content
                    else { continue }
                    guard let place = place(of: result, in: open) else { continue }
                    open[place].isAnswered = true
                    result.callID = open[place].call.id
                    result.name = result.name ?? open[place].call.name
                    result.kind = open[place].call.kind
                    conversation.turns[turn].parts[part].content = .toolResult(result)
                }
            }
        }
    }

    /// The call that a result is of.
    private static func place(of result: ToolResult, in open: [OpenCall]) -> Int? {
        guard !result.callID.isEmpty else {
            return open.firstIndex { !$0.isAnswered && $0.call.name == result.name }
        }
        return open.firstIndex { !$0.isAnswered && $0.given == result.callID }
            ?? open.lastIndex { $0.given == result.callID || $0.call.id == result.callID }
    }

    /// An id that no call before had: the second of `call_1` becomes `call_1_2`.
    private static func unused(_ id: String, _ used: inout Set<String>) -> String {
        var number = 2
        while !used.insert("\(id)_\(number)").inserted { number += 1 }
        return "\(id)_\(number)"
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
