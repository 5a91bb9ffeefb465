/// How many tokens something may have, where nobody can be asked (facts/protocols PT-93): always told as an estimate,
/// and never what is billed.
package enum TokenEstimate {
    /// What a picture is taken for, whatever its size.
    static let imageTokens: Int64 = 1_000
    /// What each turn and each tool costs beside its words.
    static let frameTokens: Int64 = 4

    /// Tokens of texts: one for each four ASCII characters, three for each four others.
    package static func tokens(of texts: [String]) -> Int64 {
        (texts.reduce(0) { $0 + quarters($1) } + 3) / 4
    }

    /// Tokens of all that the provider would read of a conversation.
    package static func tokens(of conversation: Conversation) -> Int64 {
        var sum = Sum()
        for block in conversation.system { sum.add(block.text) }
        for turn in conversation.turns {
            sum.tokens += frameTokens
            for part in turn.parts { sum.add(part) }
        }
        for tool in conversation.tools {
            sum.tokens += frameTokens
            sum.add(tool.name)
            sum.add(tool.description ?? "")
            switch tool.kind {
            case .function(let json), .custom(let json): sum.quarters += Int64(json?.count ?? 0)
            case .hosted(let item): sum.quarters += Int64(item.json.count)
            }
        }
        if case .schema(let shape) = conversation.outputShape {
            sum.quarters += Int64(shape.schema.count)
        }
        return sum.tokens + (sum.quarters + 3) / 4
    }

    private static func quarters(_ text: String) -> Int64 {
        var quarters: Int64 = 0
        for byte in text.utf8 where byte & 0xc0 != 0x80 { quarters += byte < 0x80 ? 1 : 3 }
        return quarters
    }

    private struct Sum {
        var tokens: Int64 = 0
        var quarters: Int64 = 0

        mutating func add(_ text: String) { quarters += TokenEstimate.quarters(text) }

        mutating func add(_ part: Part) {
            switch part.content {
            case .text(let text), .refusal(let text): add(text)
            case .image: tokens += imageTokens
            case .document(let media), .audio(let media), .video(let media): add(media)
            case .toolCall(let call):
                add(call.name)
                add(call.input)
            case .toolResult(let result):
                tokens += frameTokens
                for part in result.parts { add(part) }
            case .reasoning(let reasoning): add(reasoning.joinedText)
            case .hosted(let item): quarters += Int64(item.json.count)
            }
        }

        /// Documents by their bytes, one token for sixteen; what stands at an address or with the provider as a picture.
        private mutating func add(_ media: Media) {
            switch media.source {
            case .plainText(let text): add(text)
            case .bytes(_, let base64): tokens += Int64(base64.utf8.count) * 3 / 64
            case .url, .providerFile: tokens += imageTokens
            }
        }
    }
}
