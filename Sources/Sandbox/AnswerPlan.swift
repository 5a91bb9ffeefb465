import Vocabulary
import Wire

/// Decides the answer to a prompt: a pure function, so that the same request gets the same answer.
struct AnswerPlan {
    private let prompt: Prompt
    /// Output tokens that may still be given.
    private var tokensLeft: Int

    /// The answer to a prompt.
    static func answer(to prompt: Prompt) -> Answer {
        var plan = AnswerPlan(prompt: prompt, tokensLeft: prompt.outputTokensMax ?? Int.max)
        return plan.make()
    }

    /// Input tokens of a prompt, as they are billed.
    static func inputTokens(of prompt: Prompt) -> Int64 {
        AnswerPlan(prompt: prompt, tokensLeft: 0).inputUsage().inputTokens
    }

    private mutating func make() -> Answer {
        let script = prompt.script
        let seed = prompt.text.digest
        var answer = Answer(
            model: prompt.model,
            digits: Self.digits(WordList.mixed(seed ^ Self.modelDigest(prompt.model))))
        answer.usage = inputUsage()
        answer.toolUseTokens = script.toolUseTokens
        answer.showsUsage = script.fault != .noUsage
        let isLong = script.fault == .endless || script.fault == .giantLine
        answer.choiceCount = isLong ? 1 : prompt.choiceCount
        let choices = Int64(answer.choiceCount)
        if script.ending == .block {
            answer.stop = .blocked
            return answer
        }
        let reasoning = min(Int(script.reasoningTokens), tokensLeft)
        tokensLeft -= reasoning
        answer.usage.reasoning = Int64(reasoning) * choices
        if prompt.thinking != .hidden, reasoning > 0 {
            answer.thinking = .words(prompt.thinking == .shown ? reasoning : 0, seed: ~seed)
        }
        if isLong {
            // Text of one word at least, without the tools and the limit that could stand in the
            // fault's way.
            let words = max(1, script.words ?? ModelScript.wordsDefault)
            answer.text = .words(script.fault == .endless ? Int.max : words, seed: seed)
            if script.fault == .giantLine { answer.usage.visibleOutput = Int64(words) * choices }
            return answer
        }
        addText(to: &answer, names: script.ending == nil ? calledTools() : [])
        answer.usage.visibleOutput = visibleTokens(of: answer) * choices
        return answer
    }

    // MARK: Text

    /// Adds the text, and the calls that follow it when nothing ends the answer before.
    private mutating func addText(to answer: inout Answer, names: [ToolOffer]) {
        if names.isEmpty || prompt.script.words != nil {
            var (whole, end) = text(isBesideTools: !names.isEmpty)
            if prompt.script.ending == .filter {
                whole = whole.prefix((whole.count + 1) / 2)
                end = .filtered
            }
            answer.text = whole.prefix(tokensLeft)
            answer.stop = whole.count > tokensLeft ? .outputLimit : end
            tokensLeft -= min(whole.count, tokensLeft)
        }
        if answer.stop == .natural { addCalls(of: names, to: &answer) }
    }

    /// The whole text, and why it ends where it does.
    private func text(isBesideTools: Bool) -> (AnswerText, StopReason) {
        let script = prompt.script
        if script.ending == .refuse {
            return (.words(of: "I can't help with that."), .refused)
        }
        if script.isEcho { return stopped(prompt.lastUserText) }
        if !isBesideTools {
            switch prompt.shape {
            case .text: break
            case .anyJSON:
                return (.fragments(of: Array(#"{"answer":"sample answer"}"#.utf8)), .natural)
            case .schema(let schema):
                return (.fragments(of: SchemaSample.json(for: schema)), .natural)
            }
        }
        let words = script.words ?? ModelScript.wordsDefault
        let seed = prompt.text.digest
        guard prompt.stops.isEmpty else {
            return stopped(
                String(decoding: WordList.text(seed: seed, count: words), as: UTF8.self))
        }
        return (.words(words, seed: seed), .natural)
    }

    /// A text up to the first of the prompt's stop sequences.
    private func stopped(_ text: String) -> (AnswerText, StopReason) {
        let finds = prompt.stops.compactMap { stop in
            stop.isEmpty ? nil : text.firstRange(of: stop).map { ($0.lowerBound, stop) }
        }
        guard let (end, stop) = finds.min(by: { $0.0 < $1.0 }) else {
            return (.words(of: text), .natural)
        }
        return (.words(of: String(text[..<end])), .stopSequence(stop))
    }

    // MARK: Tools

    /// The tools to call, in order.
    private func calledTools() -> [ToolOffer] {
        guard !prompt.tools.isEmpty, prompt.choice != .none, !prompt.endsWithToolResult else {
            return []
        }
        let wanted = prompt.allowsParallelTools ? prompt.script.tools ?? 1 : 1
        if case .named(let name) = prompt.choice {
            let tools = prompt.tools.filter { $0.name == name }.prefix(1)
            return tools.flatMap { Array(repeating: $0, count: wanted) }
        }
        if prompt.script.tools != nil || prompt.choice == .required {
            return (0..<wanted).map { prompt.tools[$0 % prompt.tools.count] }
        }
        let text = prompt.lastUserText.lowercased()
        return Array(prompt.tools.filter { text.contains($0.name.lowercased()) }.prefix(wanted))
    }

    private mutating func addCalls(of tools: [ToolOffer], to answer: inout Answer) {
        guard !tools.isEmpty else { return }
        answer.stop = .toolCall
        for tool in tools {
            guard tokensLeft > 0 else {
                answer.stop = .outputLimit
                return
            }
            tokensLeft -= 1
            let whole: AnswerText
            let arguments: [UInt8]
            if tool.isCustom {
                whole = .words(4, seed: ~prompt.text.digest)
                arguments = answer.escaped(whole)
            } else {
                arguments = SchemaSample.json(for: tool.schema)
                whole = .fragments(of: arguments)
            }
            let shown = whole.prefix(tokensLeft)
            tokensLeft -= shown.count
            let isCut = shown.count < whole.count
            answer.toolCalls.append(
                ToolCall(
                    name: tool.name, arguments: arguments, fragments: shown, isCut: isCut,
                    isCustom: tool.isCustom))
            if isCut {
                answer.stop = .outputLimit
                return
            }
        }
    }

    // MARK: Usage

    private func visibleTokens(of answer: Answer) -> Int64 {
        let calls = answer.toolCalls.reduce(0) { $0 + 1 + $1.fragments.count }
        return Int64(calls + (answer.text?.count ?? 0))
    }

    /// The input in the meters that the dialect can tell apart: OpenAI has one for cache writes,
    /// Gemini none.
    private func inputUsage() -> TokenUsage {
        let script = prompt.script
        var usage = TokenUsage()
        usage.freshInput = prompt.text.tokens + script.toolUseTokens
        usage.cacheRead = script.cachedTokens
        switch prompt.dialect {
        case .anthropic:
            usage.cacheWrite5m = script.cacheWrite5mTokens
            usage.cacheWrite1h = script.cacheWrite1hTokens
        case .openAIChat, .openAIResponses:
            usage.cacheWrite5m = script.cacheWrite5mTokens + script.cacheWrite1hTokens
        case .gemini:
            usage.freshInput += script.cacheWrite5mTokens + script.cacheWrite1hTokens
        }
        return usage
    }

    // MARK: Ids

    private static func modelDigest(_ model: String) -> UInt64 {
        var text = PromptText()
        text.add(model)
        return text.digest
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
