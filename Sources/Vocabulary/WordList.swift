/// A list of plain words as JSON text, the form in which tables keep globs, endpoints and networks.
///
/// A plain word is printable ASCII without space, comma, quotation mark and backslash, so that the
/// text needs no escapes and is read back without a JSON parser.
package enum WordList {
    /// How many words a list holds at most.
    package static let wordsMax = 256

    /// May this text be a word of a list? At most 256 bytes.
    package static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 256
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: ",")
                    && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "\\")
            }
    }

    /// The JSON text of words; `nil` if one of them isn't plain, or there are none or too many.
    package static func text(_ words: [String]) -> String? {
        guard !words.isEmpty, words.count <= wordsMax, words.allSatisfy({ isWord($0) }) else {
            return nil
        }
        return "[\"" + words.joined(separator: "\",\"") + "\"]"
    }

    /// The words of a JSON text that `text(_:)` made; `nil` for any other text.
    package static func words(_ text: String) -> [String]? {
        guard text.hasPrefix("[\""), text.hasSuffix("\"]"), text.utf8.count > 4 else { return nil }
        let words = text.dropFirst(2).dropLast(2).split(
            separator: "\",\"", omittingEmptySubsequences: false
        )
        .map(String.init)
        return Self.text(words) == text ? words : nil
    }
}
