import Testing
import Translation

/// Asserts what `StreamEvent` promises, event by event (facts/protocols 5.10).
struct StreamChecker {
    private enum Phase { case before, running, over }

    private var phase = Phase.before
    private var open: [Int: Int] = [:]
    private var opaque: Set<Int> = []
    private var nextKey = 0
    private var stopped: Set<Int> = []
    private var hasFinalUsage = false
    /// What was wrong, in order.
    private(set) var problems: [String] = []

    mutating func take(_ event: StreamEvent) {
        if phase == .over {
            problems.append("after the end: \(event)")
            return
        }
        switch event {
        case .keepalive: return
        case .error:
            phase = .over
            return
        case .start:
            if phase != .before { problems.append("a second start") }
            phase = .running
            return
        case .usage(_, isFinal: true) where phase == .before: break
        default:
            if phase == .before { problems.append("before the start: \(event)") }
        }
        switch event {
        case .blockStart(let key, let block):
            if key != nextKey { problems.append("key \(key) instead of \(nextKey)") }
            nextKey = key + 1
            open[key] = block.choice
            if stopped.contains(block.choice) { problems.append("a block after the stop") }
            if case .tool(let call) = block.kind {
                if call.id.isEmpty || call.name.isEmpty {
                    problems.append("a tool without id or name")
                }
                if !call.input.isEmpty { problems.append("a tool's input at its start") }
            }
        case .blockDelta(let key, let text):
            if open[key] == nil { problems.append("a delta outside block \(key)") }
            if text.isEmpty { problems.append("an empty delta of \(key)") }
            if opaque.contains(key) { problems.append("a delta after the proof of \(key)") }
        case .blockBreak(let key), .annotation(let key, _):
            if open[key] == nil { problems.append("something outside block \(key)") }
        case .blockOpaque(let key, _):
            if open[key] == nil { problems.append("a proof outside block \(key)") }
            if !opaque.insert(key).inserted { problems.append("two proofs of \(key)") }
        case .blockStop(let key):
            if open.removeValue(forKey: key) == nil { problems.append("block \(key) closed twice") }
        case .stop(let choice, _, _):
            if open.values.contains(choice) { problems.append("a stop with open blocks") }
            if !stopped.insert(choice).inserted { problems.append("two stops of \(choice)") }
        case .usage(_, let isFinal):
            if hasFinalUsage { problems.append("usage after the final usage") }
            hasFinalUsage = isFinal
        case .end:
            if !open.isEmpty { problems.append("an end with open blocks") }
            if stopped.isEmpty { problems.append("an end without a stop") }
            phase = .over
        case .start, .error, .keepalive, .logprobs: break
        }
    }

    /// The problems of a whole stream.
    static func problems(of events: [StreamEvent]) -> [String] {
        var checker = StreamChecker()
        for event in events { checker.take(event) }
        if checker.phase != .over { checker.problems.append("no end") }
        return checker.problems
    }
}
