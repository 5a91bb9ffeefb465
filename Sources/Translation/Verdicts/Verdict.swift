import Vocabulary

/// What becomes of a field on its way to another dialect.
package enum Verdict: String, CaseIterable, Sendable {
    /// It arrives and means the same.
    case map
    /// It arrives as something close to it; reported.
    case approximate
    /// It stays behind; reported.
    case drop
    /// The request is refused, naming the field, before anything is sent.
    case refuse
}

/// What the operator's policy says of fields that can't be carried (`unsupported_fields`).
package enum LossPolicy: String, CaseIterable, Sendable {
    /// Each field's own verdict.
    case auto
    /// A field that would be dropped refuses the request.
    case refuse
    /// A field that would refuse the request is dropped, if it may be (`FieldRule.mayDrop`).
    case drop
}

/// The verdict on one field for one target.
package struct FieldRule: Equatable, Sendable {
    /// What becomes of it.
    package var verdict: Verdict
    /// What becomes of it where the model, or this value of it, can't have the verdict above.
    package var otherwise: Verdict
    /// How, in a few words for the documentation.
    package var note: String

    /// A rule.
    package init(_ verdict: Verdict, otherwise: Verdict? = nil, _ note: String = "") {
        self.verdict = verdict
        self.otherwise = otherwise ?? (verdict == .map ? .drop : verdict)
        self.note = note
    }
}

extension FieldRule {
    /// The rule as the documentation's tables have it.
    var words: String {
        var text = verdict.rawValue
        if verdict == .map, otherwise != .drop { text += ", else \(otherwise.rawValue)" }
        return note.isEmpty ? text : "\(text): \(note)"
    }
}

/// What `bursar-dropped` says of something lost.
package protocol LostField {
    /// Its name in the client's dialect, or where it stood.
    var name: String { get }
    /// `.drop` or `.approximate`.
    var verdict: Verdict { get }
}

/// A field that was lost or changed on its way.
package struct Loss: LostField, Equatable, Sendable {
    /// Which.
    package var field: ConversationField
    /// Its name in the client's dialect, or where it stood.
    package var name: String
    /// `.drop` or `.approximate`.
    package var verdict: Verdict

    /// A loss.
    package init(_ field: ConversationField, name: String, verdict: Verdict) {
        self.field = field
        self.name = name
        self.verdict = verdict
    }
}
