import Vocabulary

/// A part of an answer that dialects announce, fill and close.
enum AnswerBlock: Equatable, Sendable {
    /// Thinking that is shown.
    case thinking
    /// Visible text.
    case text
    /// The call at this index of the answer's tool calls.
    case tool(Int)
}

/// One step of giving an answer as a stream.
enum AnswerBeat: Equatable, Sendable {
    /// The answer begins.
    case start
    /// The block at this position of the answer begins.
    case blockStart(AnswerBlock, position: Int)
    /// A sign of life, once, inside the first block.
    case ping
    /// One token of a block.
    case piece(AnswerBlock, position: Int, index: Int)
    /// The block is complete.
    case blockStop(AnswerBlock, position: Int)
    /// Why the answer ended is told.
    case finish
    /// What it cost is told, where that is an event of its own.
    case usage
    /// Nothing more comes.
    case end
}

/// The beats of an answer in order: start; each block opened, filled and closed before the next;
/// finish; usage; end.
struct AnswerSequence: Sendable {
    private let answer: Answer
    private let blocks: [AnswerBlock]
    private var state = State.start
    /// Output tokens given so far of each choice.
    private var tokens: Int64 = 0

    /// `start` → for each block `open` → (`ping` once) → `inside`… → back to `open` → `finish` →
    /// `usage` → `end` → `over`.
    private enum State {
        case start
        case open(Int)
        case ping
        case inside(Int, index: Int)
        case finish
        case usage
        case end
        case over
    }

    /// The beats of an answer from its start.
    init(_ answer: Answer) {
        self.answer = answer
        blocks = answer.blocks
    }

    /// Output tokens given so far, reasoning included from the start.
    var outputTokens: Int64 { tokens * Int64(answer.choiceCount) }

    /// The next beat; `nil` after the end.
    mutating func next() -> AnswerBeat? {
        switch state {
        case .start:
            let reasoning = answer.usage.reasoning / Int64(answer.choiceCount)
            tokens = max(0, reasoning - Int64(answer.thinking?.count ?? 0))
            state = blocks.isEmpty ? .finish : .open(0)
            return .start
        case .open(let position):
            state = position == 0 ? .ping : .inside(position, index: 0)
            if case .tool = blocks[position] { tokens += 1 }
            return .blockStart(blocks[position], position: position)
        case .ping:
            state = .inside(0, index: 0)
            return .ping
        case .inside(let position, let index):
            guard index < answer.pieces(of: blocks[position]).count else {
                state = position + 1 < blocks.count ? .open(position + 1) : .finish
                return .blockStop(blocks[position], position: position)
            }
            state = .inside(position, index: index + 1)
            tokens += 1
            return .piece(blocks[position], position: position, index: index)
        case .finish:
            state = .usage
            return .finish
        case .usage:
            state = .end
            return .usage
        case .end:
            state = .over
            return .end
        case .over: return nil
        }
    }
}

extension Answer {
    /// The blocks that it has, in order; only thinking may be without pieces.
    var blocks: [AnswerBlock] {
        var blocks: [AnswerBlock] = []
        if thinking != nil { blocks.append(.thinking) }
        if let text, text.count > 0 { blocks.append(.text) }
        for index in toolCalls.indices { blocks.append(.tool(index)) }
        return blocks
    }

    /// The pieces of one of its blocks.
    func pieces(of block: AnswerBlock) -> AnswerText {
        switch block {
        case .thinking: thinking ?? .words(0, seed: 0)
        case .text: text ?? .words(0, seed: 0)
        case .tool(let index): toolCalls[index].fragments
        }
    }

    /// The whole text, as it stands inside a JSON string.
    func escaped(_ text: AnswerText) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<text.count { bytes += text.piece(index) }
        return bytes
    }
}
