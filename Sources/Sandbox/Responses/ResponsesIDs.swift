/// The ids of responses and of their items, and what an encrypted reasoning looks like.
struct ResponsesIDs: Sendable {
    private let answer: Answer

    /// The ids of an answer.
    init(_ answer: Answer) { self.answer = answer }

    /// The id of the response.
    var response: String { "resp_\(answer.digits)" }
    /// The id of the message.
    var message: String { "msg_\(answer.digits)" }
    /// The id of the reasoning item.
    var reasoning: String { "rs_\(answer.digits)" }

    /// The id of a call's item. Its end tells whether reasoning led to it.
    func item(ofCall index: Int) -> String {
        let kind = answer.toolCalls[index].isCustom ? "ctc" : "fc"
        return "\(kind)_\(answer.digits)_\(index)\(answer.thinking == nil ? "" : "r")"
    }

    /// The id that a call and its output are paired by.
    func call(_ index: Int) -> String { "call_\(answer.digits)\(index)" }

    /// The id of the item of a block.
    func item(of block: AnswerBlock) -> String {
        switch block {
        case .thinking: reasoning
        case .text: message
        case .tool(let index): item(ofCall: index)
        }
    }

    /// The encrypted content of the reasoning, bound to its item and to an organisation.
    func encrypted(for organisation: String) -> String {
        Self.mark + Seal(.reasoning, content: reasoning, organisation: organisation).text
    }

    // MARK: Coming back

    /// The seal of an encrypted content; `nil` for one that isn't ours or was altered.
    static func seal(of blob: String) -> Seal? {
        guard blob.hasPrefix(mark) else { return nil }
        let seal = Base64Text.decoded(blob.dropFirst(mark.count).utf8).flatMap(Seal.init(bytes:))
        return seal?.kind == .reasoning ? seal : nil
    }

    /// Whether an item id is that of a call of ours that reasoning led to.
    static func needsReasoning(_ id: String) -> Bool {
        let parts = id.split(separator: "_")
        return parts.count == 3 && (parts[0] == "fc" || parts[0] == "ctc")
            && parts[2].last == "r"
    }

    /// The id of the reasoning that led to a call.
    static func reasoning(of id: String) -> String {
        "rs_\(id.split(separator: "_").dropFirst().first ?? "")"
    }

    private static let mark = "gAAAAAB"
}
