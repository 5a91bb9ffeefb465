/// Gives an answer's tools the client's own names, free-form tools their text, and words to what the client's dialect has
/// no place for, between reader and writer.
extension ReplyContext {
    /// A whole answer as the client knows its tools.
    package func homeward(_ reply: Reply) -> Reply {
        func isOwn(_ part: Part) -> Bool {
            switch part.content {
            case .toolCall, .hosted: false
            default: true
            }
        }
        guard reply.choices.contains(where: { !$0.parts.allSatisfy(isOwn) }) else { return reply }
        var reply = reply
        var taken = callIDs
        for choice in reply.choices.indices {
            for part in reply.choices[choice].parts.indices {
                switch reply.choices[choice].parts[part].content {
                case .toolCall(let call):
                    reply.choices[choice].parts[part].content = .toolCall(
                        homeward(call, besides: &taken))
                case .hosted(let item):
                    if let notice = item.notice(for: source) {
                        reply.choices[choice].parts[part].content = .text(notice)
                    }
                default: break
                }
            }
        }
        return reply
    }
}

/// The same for a stream. The input of a wrapped tool is held until it is whole.
package struct HomewardStream: Sendable {
    private let context: ReplyContext
    /// Inputs of wrapped tools so far, by the block's key.
    private var wrapped: [Int: String] = [:]
    /// Ids of calls so far.
    private var taken: Set<String>

    /// For one stream.
    package init(_ context: ReplyContext) {
        self.context = context
        taken = context.callIDs
    }

    /// Takes an event and appends what becomes of it.
    package mutating func take(_ event: StreamEvent, into events: inout [StreamEvent]) {
        switch event {
        case .blockStart(let key, var block):
            if case .tool(let call) = block.kind {
                let own = context.homeward(call, besides: &taken)
                if own.kind == .custom, call.kind == .function { wrapped[key] = "" }
                var opened = own
                opened.input = ""
                block.kind = .tool(opened)
            }
            var notice: String?
            if case .hosted(let item) = block.kind { notice = item.notice(for: context.source) }
            if notice != nil { block.kind = .text }
            events.append(.blockStart(key: key, block))
            if let notice { events.append(.blockDelta(key: key, notice)) }
        case .blockDelta(let key, let text):
            if wrapped[key] != nil { wrapped[key]?.append(text) } else { events.append(event) }
        case .blockOpaque(let key, _), .blockStop(let key):
            if let input = wrapped.removeValue(forKey: key) {
                let text = CustomToolWrap.unwrapped(input)
                if !text.isEmpty { events.append(.blockDelta(key: key, text)) }
            }
            events.append(event)
        default:
            events.append(event)
        }
    }
}
