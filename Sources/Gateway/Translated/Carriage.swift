import Translation

/// How a provider's answer becomes the client's.
enum Carriage: Sendable {
    /// Both speak one dialect: bytes pass, and a reader listens.
    case unchanged(any StreamReader)
    /// They don't: every answer is read and written anew.
    case translated(ReplyContext)
    /// They don't, and the answer never streams.
    case whole(any WholeTranslation)
    /// Nothing is sent: the answer is an estimate.
    case estimated

    /// A reader for the answer's stream.
    var stream: any StreamReader {
        switch self {
        case .unchanged(let reader): reader
        case .translated(let context): TranslatedStream(context)
        case .whole, .estimated: NoStream()
        }
    }
}
