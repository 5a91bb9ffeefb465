/// Looks at what a model writes, piece by piece, for what the policy masks or blocks.
///
/// What may still grow into a finding is held back: the last word, groups with digits before it,
/// and a private key until its end. What went out before stays in sight as context.
struct ScannedText: Sendable {
    /// How much of what went out is kept as context.
    private static let historyBytes = 128
    /// The longest word that is held back whole.
    private static let wordBytesMax = 4_096
    /// The longest finding that is waited for; a longer one blocks the answer.
    private static let findingBytesMax = 64 << 10
    /// How many words with digits before the last one are held.
    private static let groupsMax = 8

    private var history: [UInt8] = []
    private var pending: [UInt8] = []

    /// Is nothing held back?
    var isEmpty: Bool { pending.isEmpty }

    mutating func take(
        _ piece: [UInt8], isFinal: Bool, _ redactor: Redactor, _ search: inout TextSearch?
    ) throws(RedactionFault) -> [UInt8] {
        pending += piece
        guard !pending.isEmpty else { return [] }
        let front = history.count
        let text = history + pending
        let found = try search?.find(text.span) ?? []
        let hits = found.filter { $0.range.upperBound > front }
        var cut = isFinal ? text.count : max(front, cut(text, front))
        for hit in hits {
            let action = redactor.actions[hit.detector]
            if action == .block {
                throw RedactionFault(.replyBlocked, detector: redactor.names[hit.detector])
            }
            guard !isFinal, hit.range.upperBound > cut || hit.range.upperBound == text.count else {
                continue
            }
            guard hit.range.count < Self.findingBytesMax else {
                throw RedactionFault(.replyBlocked, detector: redactor.names[hit.detector])
            }
            cut = min(cut, max(front, hit.range.lowerBound))
        }
        var result: [UInt8] = []
        var place = front
        for hit in hits where hit.range.upperBound <= cut {
            search?.count(hit)
            let start = max(front, hit.range.lowerBound)
            if start > place { result += text[place..<start] }
            result += [UInt8(ascii: "[")] + redactor.labels[hit.detector] + [UInt8(ascii: "]")]
            place = hit.range.upperBound
        }
        if place < cut { result += text[place..<cut] }
        history = Array(text[max(0, cut - Self.historyBytes)..<cut])
        pending = Array(text[cut...])
        return result
    }

    /// Up to where no finding can begin that isn't complete.
    private func cut(_ text: [UInt8], _ front: Int) -> Int {
        var start = text.count
        while start > front, text[start - 1] > 0x20, text.count - start < Self.wordBytesMax {
            start -= 1
        }
        var words = 0
        while words < Self.groupsMax, start > front, text[start - 1] == 0x20 {
            var word = start - 1
            var hasDigit = false
            while word > front, text[word - 1] > 0x20, start - word < 40 {
                word -= 1
                if CharacterSet.isDigit(text[word]) { hasDigit = true }
            }
            guard hasDigit else { break }
            start = word
            words += 1
        }
        return start
    }
}
