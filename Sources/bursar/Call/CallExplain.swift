import Administration
import ArgumentParser

/// `bursar call explain ID`.
struct CallExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Why a call went and cost as it did: who, which rule, which rate, which arithmetic.")

    @Argument(help: "Its id, as in the bursar-call header.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ExplainCall(id: id))
        try house.format.write(answer) { ExplanationText.text(answer) }
    }
}

/// An explanation as text.
enum ExplanationText {
    /// Who, rules, then each try with its arithmetic.
    static func text(_ answer: CallExplanation) -> String {
        var facts = TextFacts()
        facts.add("call", answer.call)
        facts.add(
            "who",
            "client \(answer.client), token \(answer.token)\(answer.tokenName.map { " (\($0))" } ?? "")"
        )
        facts.add("when", answer.beganAt)
        facts.add("asked", "\(answer.model) by \(answer.dialect) \(answer.endpoint)")
        for rule in answer.rules { facts.add("rule " + rule.rule, rule.reason) }
        facts.add("outcome", answer.outcome ?? "under way")
        var text = facts.text
        for attempt in answer.attempts { text += "\n" + attemptText(attempt) }
        if let cost = answer.costUSD { text += "\nThe call cost \(cost) USD.\n" }
        for adjustment in answer.adjustments ?? [] {
            text +=
                "\(adjustment.madeAt): attempt \(adjustment.attempt) adjusted by \(adjustment.amountUSD) USD "
                + "(\(adjustment.kind): \(PlainText.word(adjustment.reason)))\n"
        }
        if let net = answer.netUSD { text += "With that it costs \(net) USD.\n" }
        return text
    }

    private static func attemptText(_ attempt: CallExplanation.Attempt) -> String {
        var text = "Attempt \(attempt.ordinal): \(attempt.modelSent) at \(attempt.upstream)"
        let key = PlainText.word(KeyText.named(attempt.keyName, id: attempt.key))
        text += attempt.key.isEmpty ? "" : " with key \(key) version \(attempt.keyVersion)"
        text += ", usage \(attempt.usageSource ?? "not known yet"), held \(attempt.holdUSD) USD\n"
        if let price = attempt.price {
            text +=
                "  rate: \(PlainText.word(price.model)) at \(price.upstream ?? price.provider ?? "any upstream") from \(price.from) "
            let origin = price.origin.map { " by " + PlainText.word($0) } ?? ""
            text += price.free ? "(free)\n" : "(\(price.source)\(origin), USD for a million)\n"
            if let condition = attempt.condition { text += "  rates: \(condition)\n" }
        }
        var table = TextTable([
            .text("  METER"), .number("UNITS"), .number("USD/MILLION"), .number("PRODUCT USD"),
            .text("RATE OF"),
        ])
        for line in attempt.lines {
            table.add([
                "  " + line.meter, String(line.units), line.usdPerMillion, line.productUSD,
                line.rateOf == line.meter ? "its own" : line.rateOf,
            ])
        }
        if !attempt.lines.isEmpty { text += table.text }
        if let cost = attempt.costUSD {
            text +=
                "  sum \(attempt.sumUSD) USD\(attempt.factor.map { " × \($0)" } ?? ""), rounded once, half up, to the nano-dollar: \(cost) USD\n"
        }
        if let note = attempt.note { text += "  \(note)\n" }
        return text
    }
}
