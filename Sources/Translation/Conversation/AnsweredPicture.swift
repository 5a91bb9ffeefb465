import Vocabulary

/// A picture that a model made, in the history a client sends back: Bursar itself may have told it so, so it never
/// refuses the request. Where it can't be carried words stand for it.
enum AnsweredPicture {
    /// A turn with words in the place of its pictures, which are told to `losses`; a turn within one dialect, one that
    /// the model didn't say, and pictures that `isCarried` stay as they are.
    ///
    /// - Throws: `.unsupportedField`, if the table were to refuse them.
    static func told(
        _ turn: Turn, _ losses: inout Losses, isCarried: (Part) -> Bool = { _ in false }
    ) throws(TranslationFault) -> Turn {
        guard turn.role == .assistant, losses.source != losses.target,
            turn.parts.contains(where: isPicture)
        else { return turn }
        var turn = turn
        var parts: [Part] = []
        for var part in turn.parts {
            if isPicture(part), !isCarried(part) {
                try losses.tellOtherwise(.answeredPicture)
                guard let notice = notice(part) else { continue }
                part.content = .text(notice)
            }
            parts.append(part)
        }
        turn.parts = parts
        return turn
    }

    /// Are its bytes here?
    static func hasBytes(_ part: Part) -> Bool {
        switch part.content {
        case .image(let media): if case .bytes = media.source { true } else { false }
        case .hosted(let item): item.picture != nil
        default: false
        }
    }

    private static func isPicture(_ part: Part) -> Bool {
        switch part.content {
        case .image: true
        case .hosted(let item): ["image_generation_call", "image_url"].contains(item.kind)
        default: false
        }
    }

    private static func notice(_ part: Part) -> String? {
        switch part.content {
        case .image(let media):
            if case .url(let address, _) = media.source {
                HostedItem.notice(of: nil, at: address)
            } else {
                HostedItem.notice(of: media.mediaType)
            }
        case .hosted(let item): item.notice
        default: nil
        }
    }
}
