import Administration
import ArgumentParser

/// `bursar call show ID`.
struct CallShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One call and every try at an upstream.")

    @Argument(help: "Its id, as in the bursar-call header.") var id: String
    @Flag(help: "The redacted request and answer, where the call's policy keeps them.")
    var content = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        guard !content else {
            let kept = try await house.perform(ShowContent(id: id))
            return try house.format.write(kept) { Self.text(kept) }
        }
        let call = try await house.perform(ShowCall(id: id))
        try house.format.write(call) { Self.text(call) }
    }

    private static func text(_ call: CallEntry) -> String {
        var facts = TextFacts()
        facts.add("call", call.id)
        facts.add("client", call.client)
        facts.add("token", call.token)
        facts.add(
            "asked",
            "\(call.model) by \(call.dialect) \(call.endpoint)\(call.stream ? ", streamed" : "")")
        facts.add("began", call.beganAt)
        facts.add("ended", call.endedAt)
        facts.add(
            "outcome",
            [call.outcome ?? "under way", call.code].compactMap { $0 }.joined(separator: ", "))
        facts.add("rule", [call.rule, call.reason].compactMap { $0 }.joined(separator: ": "))
        facts.add("status", call.status.map { String($0) })
        facts.add("found", call.findings.map(Self.text))
        facts.add("in the answer", call.replyFindings.map(Self.text))
        facts.add("note", call.replyNotes?.joined(separator: ", "))
        facts.add("cost USD", call.costUSD)
        var text = facts.text
        for attempt in call.attempts { text += "\n" + attemptText(attempt) }
        return text
    }

    private static func text(_ kept: ContentEntry) -> String {
        let notes = [
            kept.cut ? "Something was left off." : nil,
            kept.agrees ? nil : "It isn't what the ledger's row commits to.",
        ].compactMap { $0 }
        if !notes.isEmpty { HumanWords.say(notes.joined(separator: " ")) }
        return
            "request, redacted; kept until \(kept.keptUntil)\n\(PlainText.lines(kept.request))\n\n"
            + "answer, redacted\n\(PlainText.lines(kept.answer))\n"
    }

    private static func text(_ findings: [FindingEntry]) -> String {
        findings.map { "\($0.detector) \($0.count) (\($0.action))" }.joined(separator: ", ")
    }

    private static func attemptText(_ attempt: AttemptEntry) -> String {
        var facts = TextFacts()
        facts.add("attempt", String(attempt.ordinal))
        facts.add("upstream", attempt.upstream)
        facts.add(
            "key",
            attempt.key.flatMap { key in
                key.isEmpty
                    ? "none"
                    : "\(KeyText.named(attempt.keyName ?? "", id: key)) version \(attempt.keyVersion ?? 0)"
            }
        )
        facts.add("model", "\(attempt.modelSent), served \(attempt.modelServed)")
        facts.add(
            "outcome",
            [attempt.outcome ?? "under way", attempt.code].compactMap { $0 }.joined(separator: ", ")
        )
        facts.add("usage", attempt.usageSource)
        for (name, units) in attempt.meters where units != 0 {
            facts.add("  " + name, String(units))
        }
        facts.add("cost USD", attempt.costUSD)
        facts.add(
            "time",
            attempt.totalMs.map {
                "\($0) ms, first byte \(attempt.firstByteMs.map { "\($0) ms" } ?? "none")"
            })
        return facts.text
    }
}

extension AttemptEntry {
    /// Its meters by name.
    fileprivate var meters: [(name: String, units: Int64)] {
        [
            ("fresh input", freshInputTokens), ("cache read", cacheReadTokens),
            ("cache write 5 min", cacheWrite5mTokens), ("cache write 1 h", cacheWrite1hTokens),
            ("visible output", visibleOutputTokens), ("reasoning", reasoningTokens),
            ("audio input", audioInputTokens), ("audio output", audioOutputTokens),
            ("images", images),
            ("searches", searches),
        ]
    }
}
