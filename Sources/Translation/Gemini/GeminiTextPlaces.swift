/// Finds characters by Gemini's places in an answer's text, which count bytes of UTF-8.
struct GeminiTextPlaces: Sendable {
    /// Texts longer than this aren't followed: places in them stay unknown.
    private static let bytesMax = 1 << 16

    private var bytes = 0
    /// Where in the text bytes stand that begin no character.
    private var inner: [Int] = []
    /// Where the block at hand begins.
    private var start = 0

    /// A new block of text begins.
    mutating func begin() { start = bytes }

    /// Takes text of the block.
    mutating func add(_ text: String) {
        guard bytes <= Self.bytesMax else { return }
        for byte in text.utf8 {
            if byte & 0xc0 == 0x80 { inner.append(bytes) }
            bytes += 1
        }
    }

    /// The characters of the block at hand that such a place in the answer means; `nil` if it lies outside.
    func range(_ first: Int64?, _ end: Int64?) -> Range<Int>? {
        guard let end = end.flatMap({ Int(exactly: $0) }), bytes <= Self.bytesMax,
            let first = Int(exactly: first ?? 0), first >= start, first < end, end <= bytes
        else { return nil }
        return characters(before: first) - characters(before: start)..<characters(before: end)
            - characters(before: start)
    }

    private func characters(before place: Int) -> Int {
        var (low, high) = (0, inner.count)
        while low < high {
            let middle = (low + high) / 2
            if inner[middle] < place { low = middle + 1 } else { high = middle }
        }
        return place - low
    }
}
