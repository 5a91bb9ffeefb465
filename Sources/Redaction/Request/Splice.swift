/// Other bytes for some bytes of a text.
struct Splice {
    let range: Range<Int>
    let bytes: [UInt8]

    /// The text with all changes, which lie apart and in order.
    static func apply(_ splices: [Splice], to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + splices.count * 16)
        var taken = 0
        for splice in splices {
            result += text[taken..<splice.range.lowerBound]
            result += splice.bytes
            taken = splice.range.upperBound
        }
        result += text[taken...]
        return result
    }
}
