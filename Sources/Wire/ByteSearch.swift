/// Finds a short text in bytes, eight at a time.
package enum ByteSearch {
    /// Does it stand anywhere? Fastest when its first byte is rare.
    package static func contains(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        let span = bytes.span
        var place = 0
        while place + text.count <= span.count {
            if place + 8 <= span.count {
                let marks = EightBytes.marks(of: first, in: EightBytes.load(span, at: place))
                guard marks != 0 else {
                    place += 8
                    continue
                }
                place += EightBytes.countBeforeFirst(marks)
            }
            guard place + text.count <= span.count else { return false }
            if text.indices.allSatisfy({ span[place + $0] == text[$0] }) { return true }
            place += 1
        }
        return false
    }
}
