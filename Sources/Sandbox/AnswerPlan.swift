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

    private mutating func make() -> Answer {
        let script = prompt.script
        let seed = prompt.text.digest
        var answer = Answer(
            model: prompt.model,
            digits: Self.digits(WordList.mixed(seed ^ Self.modelDigest(prompt.model))))
        let reasoning = min(Int(script.reasoningTokens), tokensLeft)
        tokensLeft -= reasoning
        if prompt.showsThinking, reasoning > 0 {
            answer.thinking = .words(reasoning, seed: ~seed)
        }
        let names = calledTools()
        if script.fault == .endless || script.fault == .giantLine {
            // Text of one word at least, without the tools and the limit that could stand in the
            // fault's way.
            let words = max(1, script.words ?? ModelScript.wordsDefault)
            answer.text = .words(script.fault == .endless ? Int.max : words, seed: seed)
            answer.usage = inputUsage()
            if script.fault == .giantLine { answer.usage.visibleOutput = Int64(words) }
            return answer
        }
        if names.isEmpty || script.words != nil {
            let whole = text(isBesideTools: !names.isEmpty)
            answer.text = whole.prefix(tokensLeft)
            if whole.count > tokensLeft { answer.stop = .outputLimit }
            tokensLeft -= min(whole.count, tokensLeft)
        }
        if answer.stop == .natural { addCalls(of: names, to: &answer) }
        answer.usage = usage(of: answer, reasoning: reasoning)
        answer.showsUsage = script.fault != .noUsage
        return answer
    }

    // MARK: Text

    private func text(isBesideTools: Bool) -> AnswerText {
        let script = prompt.script
        if script.isEcho { return .words(of: prompt.lastUserText) }
        if !isBesideTools {
            switch prompt.shape {
            case .text: break
            case .anyJSON: return .fragments(of: Array(#"{"answer":"sample answer"}"#.utf8))
            case .schema(let schema): return .fragments(of: SchemaSample.json(for: schema))
            }
        }
        return .words(script.words ?? ModelScript.wordsDefault, seed: prompt.text.digest)
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
            let arguments = SchemaSample.json(for: tool.schema)
            let whole = AnswerText.fragments(of: arguments)
            let shown = whole.prefix(tokensLeft)
            tokensLeft -= shown.count
            let isCut = shown.count < whole.count
            answer.toolCalls.append(
                ToolCall(name: tool.name, arguments: arguments, fragments: shown, isCut: isCut))
            if isCut {
                answer.stop = .outputLimit
                return
            }
        }
    }

    // MARK: Usage

    private func usage(of answer: Answer, reasoning: Int) -> TokenUsage {
        var usage = inputUsage()
        usage.reasoning = Int64(reasoning)
        var visible = answer.text?.count ?? 0
        for call in answer.toolCalls { visible += 1 + call.fragments.count }
        usage.visibleOutput = Int64(visible)
        return usage
    }

    private func inputUsage() -> TokenUsage {
        var usage = TokenUsage()
        usage.freshInput = prompt.text.tokens
        usage.cacheRead = prompt.script.cachedTokens
        usage.cacheWrite5m = prompt.script.cacheWrite5mTokens
        usage.cacheWrite1h = prompt.script.cacheWrite1hTokens
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
