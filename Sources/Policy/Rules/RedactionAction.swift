/// What becomes of a finding, from the mildest to the strictest.
package enum RedactionAction: String, CaseIterable, Comparable, Sendable {
    /// It goes to the provider as it is.
    case allow
    /// A placeholder goes in its place and is put back in the answer.
    case tokenise
    /// A placeholder goes in its place for good.
    case mask
    /// The call is refused.
    case block

    package static func < (left: RedactionAction, right: RedactionAction) -> Bool {
        left.strictness < right.strictness
    }

    private var strictness: Int {
        switch self {
        case .allow: 0
        case .tokenise: 1
        case .mask: 2
        case .block: 3
        }
    }
}
