/// What a provider's answer says of itself, for the books.
package struct AnswerAccount: Sendable {
    /// What was used, as far as it is known.
    package private(set) var usage: ReportedUsage?
    /// The provider's last word on usage was heard; nothing more can have been used.
    package private(set) var hasFinalUsage = false
    /// `false` once any of the provider's numbers contradicted each other.
    package private(set) var isConsistent = true
    /// `false` once one of the provider's totals couldn't be one.
    package private(set) var isCounted = true
    /// The provider's id of the answer.
    package private(set) var providerID: String?
    /// The model that answers.
    package private(set) var model: String?
    /// The tier that serves.
    package private(set) var tier: String?
    /// Bytes of text that were generated, for an estimate where usage is missing.
    package private(set) var outputBytes = 0
    /// The provider's end was seen.
    package private(set) var isComplete = false

    /// Nothing said yet.
    package init() {}

    /// What a whole answer says.
    package init(_ reply: Reply) {
        take(
            .start(
                StreamStart(providerID: reply.providerID, model: reply.model, tier: reply.tier)))
        if let usage = reply.usage { take(.usage(usage, isFinal: true)) }
        for choice in reply.choices {
            for part in choice.parts { outputBytes += Self.bytes(of: part) }
        }
        isComplete = true
    }

    /// What a whole answer that isn't sound says all the same.
    init(id: String?, model: String?, tier: String?, _ usage: ReportedUsage?) {
        take(.start(StreamStart(providerID: id, model: model, tier: tier)))
        if let usage { take(.usage(usage, isFinal: true)) }
    }

    /// Takes a step of a stream.
    package mutating func take(_ event: StreamEvent) {
        switch event {
        case .start(let start):
            providerID = start.providerID ?? providerID
            model = start.model ?? model
            tier = start.tier ?? tier
        case .usage(let usage, let isFinal):
            take(usage)
            if isFinal, !usage.isEmpty { hasFinalUsage = true }
        case .blockStart(_, let block):
            if case .tool(let call) = block.kind { outputBytes += call.name.utf8.count }
        case .blockDelta(_, let text): outputBytes += text.utf8.count
        case .end: isComplete = true
        default: break
        }
    }

    /// Takes what a provider says was used; an object in which nothing can be understood is told
    /// apart from none.
    package mutating func take(_ usage: ReportedUsage) {
        if !usage.isCounted {
            isCounted = false
            isConsistent = false
        }
        if !usage.isConsistent || (usage.isEmpty && (usage.json?.count ?? 0) > 2) {
            isConsistent = false
        }
        if !usage.isEmpty { self.usage = usage }
    }

    private static func bytes(of part: Part) -> Int {
        switch part.content {
        case .text(let text), .refusal(let text): text.utf8.count
        case .reasoning(let reasoning): reasoning.texts.reduce(0) { $0 + $1.utf8.count }
        case .toolCall(let call): call.name.utf8.count + call.input.utf8.count
        default: 0
        }
    }
}
