import Wire

/// The pieces of a text, one output token each, as they stand inside a JSON string.
struct AnswerText: Sendable {
    /// How many pieces are given; `Int.max` never ends.
    private(set) var count: Int
    private let source: Source

    private enum Source: Sendable {
        /// Words drawn from the list by this seed.
        case words(seed: UInt64)
        /// Pieces already escaped.
        case pieces([[UInt8]])
    }

    /// So many words, always the same for the same seed; the last one ends with a full stop.
    static func words(_ count: Int, seed: UInt64) -> AnswerText {
        AnswerText(count: count, source: .words(seed: seed))
    }

    /// The words of a text, each with the blanks that follow it.
    static func words(of text: String) -> AnswerText {
        var pieces: [[UInt8]] = []
        var piece = ""
        var isAfterBlank = false
        for scalar in text.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace
            if isAfterBlank, !isBlank {
                pieces.append(escaped(piece))
                piece = ""
            }
            piece.unicodeScalars.append(scalar)
            isAfterBlank = isBlank
        }
        if !piece.isEmpty { pieces.append(escaped(piece)) }
        return AnswerText(count: pieces.count, source: .pieces(pieces))
    }

    /// JSON cut into fragments of about twelve bytes, never inside a character.
    static func fragments(of json: [UInt8]) -> AnswerText {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < json.count {
            var end = min(start + fragmentBytes, json.count)
            while end < json.count, json[end] & 0xC0 == 0x80 { end += 1 }
            pieces.append(escaped(String(decoding: json[start..<end], as: UTF8.self)))
            start = end
        }
        return AnswerText(count: pieces.count, source: .pieces(pieces))
    }

    /// Bytes of one fragment of JSON.
    static let fragmentBytes = 12

    /// The first pieces only.
    func prefix(_ countMax: Int) -> AnswerText {
        var shorter = self
        shorter.count = min(count, countMax)
        return shorter
    }

    /// As many other words; the same text when it isn't made of words of the list.
    func variant(_ number: Int) -> AnswerText {
        guard case .words(let seed) = source, number > 0 else { return self }
        return .words(count, seed: WordList.mixed(seed &+ UInt64(number)))
    }

    /// One piece, escaped, at an index below `count`.
    func piece(_ index: Int) -> [UInt8] {
        switch source {
        case .pieces(let pieces): pieces[index]
        case .words(let seed):
            WordList.word(seed: seed, index: index, isLast: index == count - 1)
        }
    }
}

extension AnswerText {
    private static func escaped(_ text: String) -> [UInt8] {
        Array(JSONText.quoted(text).dropFirst().dropLast())
    }
}
