/// Looks at eight bytes at a time: the lowest byte of a word is the one that stands first.
///
/// A mark is the high bit of a byte. Marks are right up to the first one; behind it a borrow may
/// have left a wrong one.
///
/// All of it is inlined by force: called, it would cost half the speed of reading.
enum EightBytes {
    /// The lowest bit of each byte.
    static let ones: UInt64 = 0x0101_0101_0101_0101
    /// The high bit of each byte.
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes, the first of them lowest.
    @inline(__always)
    static func load(_ bytes: Span<UInt8>, at place: Int) -> UInt64 {
        // One check of the bounds; the compiler makes one load of the rest.
        let eight = bytes.extracting(place..<place + 8)
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(eight[index]) << UInt64(8 * index) }
        return word
    }

    /// Marks the bytes that are exactly that one.
    @inline(__always)
    static func marks(of byte: UInt8, in word: UInt64) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & highs
    }

    /// Marks the bytes that are less than a number, which is at most 0x80.
    @inline(__always)
    static func marks(below limit: UInt8, in word: UInt64) -> UInt64 {
        (word &- ones &* UInt64(limit)) & ~word & highs
    }

    /// How many bytes stand before the first mark.
    @inline(__always)
    static func countBeforeFirst(_ marks: UInt64) -> Int { marks.trailingZeroBitCount / 8 }
}
