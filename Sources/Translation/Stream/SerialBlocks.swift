/// Puts the blocks of a stream one behind the other, for dialects in which they may not overlap:
/// what comes of a later block waits until those before it are closed (facts/protocols PT-17,
/// PT-76).
struct SerialBlocks: Sendable {
    private struct Waiting {
        let key: Int
        var events: [StreamEvent]
        var isClosed = false
    }

    private var active: Int?
    private var waiting: [Waiting] = []

    /// Takes an event of a block and appends what may be written now; other events pass.
    mutating func take(_ event: StreamEvent, into events: inout [StreamEvent]) {
        switch event {
        case .blockStart(let key, _):
            if active == nil {
                active = key
                events.append(event)
            } else {
                waiting.append(Waiting(key: key, events: [event]))
            }
        case .blockDelta(let key, _), .blockBreak(let key), .blockOpaque(let key, _),
            .annotation(let key, _):
            pass(event, of: key, into: &events)
        case .blockStop(let key):
            if key != active, let place = waiting.firstIndex(where: { $0.key == key }) {
                waiting[place].isClosed = true
            }
            pass(event, of: key, into: &events)
            if key == active { takeNext(into: &events) }
        case .start, .logprobs, .usage, .stop, .error, .end, .keepalive:
            events.append(event)
        }
    }

    private mutating func pass(_ event: StreamEvent, of key: Int, into events: inout [StreamEvent])
    {
        if key == active {
            events.append(event)
        } else if let place = waiting.firstIndex(where: { $0.key == key }) {
            waiting[place].events.append(event)
        }
    }

    private mutating func takeNext(into events: inout [StreamEvent]) {
        active = nil
        while active == nil, !waiting.isEmpty {
            let next = waiting.removeFirst()
            events += next.events
            if !next.isClosed { active = next.key }
        }
    }
}
