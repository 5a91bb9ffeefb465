import COpenSSL
import Vocabulary

/// A text that is put together in one place and hashed there: nothing is allocated while it grows within its room, and the
/// hash is one call. Used by one thread at a time.
@safe package struct HashedText: ~Copyable {
    /// Its room at first; it doubles when that isn't enough.
    private static let firstRoom = 1_024

    /// One byte for the mark of the hash, then the text.
    private var start: UnsafeMutablePointer<UInt8>
    private var room: Int
    /// With the mark's byte.
    private var end = 1

    package init() {
        room = Self.firstRoom
        unsafe start = .allocate(capacity: room)
    }

    deinit { unsafe start.deallocate() }

    /// How many bytes were written.
    package var count: Int { end - 1 }

    /// What was written.
    package var bytes: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: start + 1, count: end - 1))
    }

    /// Forgets what was written.
    package mutating func clear() { end = 1 }

    /// Appends a byte.
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe start[end] = byte
        end += 1
    }

    /// Appends a word of the source.
    package mutating func append(_ word: StaticString) {
        reserve(word.hasPointerRepresentation ? word.utf8CodeUnitCount : 4)
        end += unsafe word.withUTF8Buffer { unsafe Self.copy($0, to: start + end) }
    }

    /// Appends bytes.
    package mutating func append(_ bytes: [UInt8]) {
        reserve(bytes.count)
        end += unsafe bytes.withUnsafeBufferPointer { unsafe Self.copy($0, to: start + end) }
    }

    /// Appends a text as UTF-8.
    package mutating func append(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        reserve(text.utf8.count)
        end += text.withUTF8 { unsafe Self.copy($0, to: start + end) }
    }

    /// Appends a text of plain ASCII without quotes; a question mark stands for every other byte.
    package mutating func append(plain text: String) {
        let first = end
        append(text)
        for place in first..<end {
            let byte = unsafe start[place]
            let isPlain = byte >= 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c
            if !isPlain { unsafe start[place] = 0x3f }
        }
    }

    /// Appends a number's digits.
    package mutating func append(decimal value: Int64) {
        reserve(20)
        var rest = value.magnitude
        if value < 0 {
            unsafe start[end] = 0x2d
            end += 1
        }
        var digits = 1
        var limit: UInt64 = 10
        while digits < 19, rest >= limit {
            digits += 1
            limit *= 10
        }
        var place = end + digits
        end = place
        repeat {
            place -= 1
            let tenth = rest / 10
            unsafe start[place] = 0x30 + UInt8(truncatingIfNeeded: rest - tenth * 10)
            rest = tenth
        } while rest > 0
    }

    /// Appends four bytes, the highest first.
    package mutating func append(word: UInt32) {
        reserve(4)
        unsafe UnsafeMutableRawPointer(start + end)
            .storeBytes(of: word.bigEndian, as: UInt32.self)
        end += 4
    }

    /// Appends an identifier's text, 36 characters.
    package mutating func append(_ id: Identifier) {
        reserve(36)
        hexadecimal(UInt32(truncatingIfNeeded: id.high >> 32))
        append(0x2d as UInt8)
        let middle = Self.digits(of: UInt32(truncatingIfNeeded: id.high))
        digits(UInt32(truncatingIfNeeded: middle >> 32))
        append(0x2d as UInt8)
        digits(UInt32(truncatingIfNeeded: middle))
        append(0x2d as UInt8)
        let last = Self.digits(of: UInt32(truncatingIfNeeded: id.low >> 32))
        digits(UInt32(truncatingIfNeeded: last >> 32))
        append(0x2d as UInt8)
        digits(UInt32(truncatingIfNeeded: last))
        hexadecimal(UInt32(truncatingIfNeeded: id.low))
    }

    /// Appends a digest as 64 lower-case digits.
    package mutating func append(_ digest: Fingerprint) {
        reserve(64)
        let words = digest.words
        long(words.0)
        long(words.1)
        long(words.2)
        long(words.3)
    }

    /// SHA-256 of a mark and the text.
    package func hash(_ mark: UInt8, by hasher: Hasher256) -> Fingerprint {
        unsafe start[0] = mark
        return unsafe hasher.hash(UnsafeRawBufferPointer(start: start, count: end))
    }

    /// Eight lower-case digits as they lie in memory from the highest byte on.
    private static func digits(of word: UInt32) -> UInt64 {
        // The nibbles move apart, one to a byte.
        var nibbles = UInt64(word)
        nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff
        nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff
        nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f
        let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }

    private mutating func hexadecimal(_ word: UInt32) {
        unsafe UnsafeMutableRawPointer(start + end)
            .storeBytes(of: Self.digits(of: word).bigEndian, as: UInt64.self)
        end += 8
    }

    private mutating func long(_ word: UInt64) {
        hexadecimal(UInt32(truncatingIfNeeded: word >> 32))
        hexadecimal(UInt32(truncatingIfNeeded: word))
    }

    private mutating func digits(_ four: UInt32) {
        unsafe UnsafeMutableRawPointer(start + end)
            .storeBytes(of: four.bigEndian, as: UInt32.self)
        end += 4
    }

    private static func copy(
        _ bytes: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        if let source = bytes.baseAddress {
            unsafe target.update(from: source, count: bytes.count)
        }
        return bytes.count
    }

    private mutating func reserve(_ count: Int) {
        if end + count > room { grow(count) }
    }

    private mutating func grow(_ count: Int) {
        let larger = max(2 * room, end + count)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: start, count: end)
        unsafe start.deallocate()
        unsafe start = moved
        room = larger
    }
}
