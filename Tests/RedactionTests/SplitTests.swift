import Testing

@testable import Redaction

extension `A stream` {
    /// Placeholders, fronts of placeholders, foreign ones and other text in any order, cut into any
    /// pieces: the text is the same as if it came whole.
    @Test(arguments: channels) func `is the same however it is cut`(channel: Channel) throws {
        let (words, redacted) = try sent()
        var maker = SampleMaker(seed: 23)
        for _ in 0..<60 {
            var parts: [String] = []
            for _ in 0..<1 + maker.next(8) {
                switch maker.next(5) {
                case 0, 1: parts.append(words[maker.next(words.count)])
                case 2: parts.append(String(words[maker.next(words.count)].prefix(maker.next(20))))
                case 3: parts.append("BUREMAILq7k2m9x4td3")
                default: parts.append([" ", "é😀", "\\n", "B", "bur ", "."][maker.next(6)])
                }
            }
            let text = channel.isJSON ? "{\"a\":\"\(parts.joined())\"}" : parts.joined()
            let whole = try play([text], channel, redacted)
            for _ in 0..<4 {
                var pieces: [String] = []
                var rest = Array(text.unicodeScalars)[...]
                while !rest.isEmpty {
                    let count = 1 + maker.next(maker.next(3) == 0 ? 30 : 5)
                    var piece = String.UnicodeScalarView()
                    piece.append(contentsOf: rest.prefix(count))
                    pieces.append(String(piece))
                    rest = rest.dropFirst(count)
                }
                #expect(try play(pieces, channel, redacted) == whole, "\(pieces)")
            }
        }
    }
}
