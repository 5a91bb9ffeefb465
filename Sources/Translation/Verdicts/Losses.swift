import Vocabulary

/// Gathers what a request loses on its way, and refuses where the table says so.
///
/// Writers never decide what becomes of a field they can't carry: they tell it here.
package struct Losses: Sendable {
    /// The client's dialect.
    package let source: Dialect
    /// The provider's dialect.
    package let target: Dialect
    /// The operator's policy.
    package let policy: LossPolicy
    /// What was lost so far, each once.
    package private(set) var entries: [Loss] = []

    /// Nothing lost.
    package init(from source: Dialect, to target: Dialect, policy: LossPolicy) {
        self.source = source
        self.target = target
        self.policy = policy
    }

    /// A field can't be carried as it is: it is approximated, dropped or refused as the table says.
    ///
    /// - Parameters:
    ///   - place: Where it stood, if not simply under its name.
    /// - Returns: `true` if the caller is to carry the closest thing there is, `false` if it is to
    ///   leave it out.
    /// - Throws: `.unsupportedField` naming the field.
    @discardableResult
    package mutating func tell(
        _ field: ConversationField, at place: String? = nil
    ) throws(TranslationFault) -> Bool {
        let rule = VerdictTable.rule(for: field, to: target)
        return try note(field, rule.verdict == .map ? rule.otherwise : rule.verdict, at: place)
    }

    /// A field whose general verdict holds isn't carried this time, because of the model or its
    /// value.
    ///
    /// - Returns: As for `tell`.
    /// - Throws: `.unsupportedField` naming the field.
    @discardableResult
    package mutating func tellOtherwise(
        _ field: ConversationField, at place: String? = nil
    ) throws(TranslationFault) -> Bool {
        try note(field, VerdictTable.rule(for: field, to: target).otherwise, at: place)
    }

    /// Drops what a dialect knows alone, and what no table knows.
    ///
    /// - Throws: `.unsupportedField` naming the field.
    package mutating func tellUncarried(
        of conversation: Conversation
    ) throws(TranslationFault) {
        for field in conversation.particular where !isNothing(field.json) {
            try tell(field.field, at: field.name)
        }
        for field in conversation.unknown where !isNothing(field.json) {
            try tell(.unknown, at: field.path)
        }
    }

    private mutating func note(
        _ field: ConversationField, _ verdict: Verdict, at place: String?
    ) throws(TranslationFault) -> Bool {
        let name = place ?? VerdictTable.name(of: field, in: source)
        var verdict = verdict
        switch (policy, verdict) {
        case (.refuse, .drop): verdict = .refuse
        case (.drop, .refuse) where field.mayDrop: verdict = .drop
        default: break
        }
        switch verdict {
        case .map: return true
        case .refuse:
            throw TranslationFault(
                .unsupportedField, field: name,
                "\(name) can't be carried over to the provider's protocol (\(target.rawValue)). "
                    + "Leave it out, or ask for a model that takes it.")
        case .approximate, .drop:
            let loss = Loss(field, name: name, verdict: verdict)
            if !entries.contains(loss) { entries.append(loss) }
            return verdict == .approximate
        }
    }

    /// `null`, `{}`, `[]`, `""` and `false` say nothing that could get lost.
    private func isNothing(_ json: [UInt8]) -> Bool {
        json.count <= 5
            && ["null", "{}", "[]", "\"\"", "false"].contains { Array($0.utf8) == json }
    }
}

extension Array where Element: LostField {
    /// The value of the `bursar-dropped` header field: names in order, changed ones with a `~` in
    /// front.
    ///
    /// Characters beyond visible ASCII, commas and spaces become `_`; at most `namesMax` names,
    /// then `…`'s place is taken by a count.
    package var headerText: String? {
        guard !isEmpty else { return nil }
        let namesMax = 32
        var names = prefix(namesMax).map { loss in
            (loss.verdict == .approximate ? "~" : "")
                + String(
                    decoding: loss.name.utf8.prefix(120).map { byte in
                        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: ",") ? byte : 0x5f
                    }, as: UTF8.self)
        }
        if count > namesMax { names.append("+\(count - namesMax)") }
        return names.joined(separator: ",")
    }
}
