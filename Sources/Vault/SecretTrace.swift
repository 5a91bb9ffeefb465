import Synchronization

/// What is kept of a secret to notice it in a text without opening it: three bits, in a table that says nothing by
/// itself, for each eight bytes in a row after the first eight, which all secrets of a kind have in common.
///
/// The bits are told by a key on the heap for secrets. A table finds all that is there and, in one of many thousand
/// places, something that isn't; then the opened secret decides.
package final class SecretTrace: Sendable {
    /// How many bytes in a row are looked for, and how many at a secret's beginning are not.
    package static let windowBytes = 8
    /// No shorter key is looked for, not even whole.
    package static let wholeBytes = 12
    /// A shorter key is only ever found whole, by any of its windows.
    private static let shortBytes = 23

    private struct Table {
        /// A few bits of each window, 64 for each.
        var marks: [UInt64] = []
        /// With longer steps a short key would slip through.
        var stepMax = Int.max
    }

    private let table = Mutex(Table())

    /// Two random words, the same for all traces of the process; `nil` without memory for secrets.
    // Without it every place may be one: the opened secret decides always.
    private static let salt = try? Secret.random(count: 16)

    package init() {}

    /// Takes note of a secret, the first time.
    package func learn(_ secret: Secret) {
        guard secret.count >= Self.wholeBytes, table.withLock(\.marks.isEmpty) else { return }
        let isShort = secret.count < Self.shortBytes
        let first = isShort ? 0 : Self.windowBytes
        let windows = secret.count - Self.windowBytes - first + 1
        var bits = 64
        while bits < windows * 64 { bits *= 2 }
        var marks = [UInt64](repeating: 0, count: bits / 64)
        let salt = Self.words
        secret.withBytes { bytes in
            for place in first...(secret.count - Self.windowBytes) {
                let spots = Self.spots(Self.word(bytes, place), salt)
                for spot in [spots.0, spots.1, spots.2] {
                    marks[spot >> 6 & (marks.count - 1)] |= 1 << UInt64(spot & 63)
                }
            }
        }
        let table = Table(marks: marks, stepMax: isShort ? windows : .max)
        self.table.withLock { $0 = table }
    }

    /// The longest step with which each fragment of so many bytes, and a whole key, is found.
    package func step(for length: Int) -> Int {
        min(length - Self.windowBytes + 1, table.withLock(\.stepMax))
    }

    /// The first place in a text at which eight bytes of the secret may be.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - step: How far it is from one place that is looked at to the next: with `step` every fragment of
    ///     `windowBytes + step - 1` bytes is found.
    package func place(in text: RawSpan, from start: Int, step: Int) -> Int? {
        let last = text.byteCount - Self.windowBytes
        guard start <= last else { return nil }
        let marks = table.withLock(\.marks)
        guard !marks.isEmpty else { return nil }
        guard Self.salt != nil else { return start }
        let salt = Self.words
        let mask = marks.count - 1
        let span = marks.span
        for place in stride(from: start, through: last, by: step) {
            let spots = Self.spots(Self.word(text, place), salt)
            if span[spots.0 >> 6 & mask] & (1 << UInt64(spots.0 & 63)) != 0,
                span[spots.1 >> 6 & mask] & (1 << UInt64(spots.1 & 63)) != 0,
                span[spots.2 >> 6 & mask] & (1 << UInt64(spots.2 & 63)) != 0
            {
                return place
            }
        }
        return nil
    }

    /// Does a text hold so many bytes in a row of an opened secret, after its first eight? Those that anybody may write,
    /// repeats and runs such as an alphabet, don't count.
    package static func holds(_ text: RawSpan, partOf secret: Secret, bytes length: Int) -> Bool {
        guard length >= 1, text.byteCount >= length, secret.count >= windowBytes + length else {
            return false
        }
        return secret.withBytes { key in
            for start in windowBytes...(secret.count - length) {
                for place in 0...(text.byteCount - length)
                where (0..<length).allSatisfy({
                    unsafe key.unsafeLoad(fromByteOffset: start + $0, as: UInt8.self)
                        == text.unsafeLoad(fromByteOffset: place + $0, as: UInt8.self)
                }) && !isPlain(text.extracting(place..<(place + length))) {
                    return true
                }
            }
            return false
        }
    }

    /// Does a text hold the whole of an opened secret?
    package static func holds(_ text: RawSpan, whole secret: Secret) -> Bool {
        let count = secret.count
        guard count >= wholeBytes, text.byteCount >= count else { return false }
        return secret.withBytes { key in
            (0...(text.byteCount - count)).contains { place in
                (0..<count).allSatisfy {
                    unsafe key.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
                        == text.unsafeLoad(fromByteOffset: place + $0, as: UInt8.self)
                }
            }
        }
    }

    /// Do nearly all bytes follow from the one or two before them?
    private static func isPlain(_ text: RawSpan) -> Bool {
        func byte(_ place: Int) -> Int {
            unsafe Int(text.unsafeLoad(fromByteOffset: place, as: UInt8.self))
        }
        var surprises = 0
        for place in 1..<max(1, text.byteCount) {
            let isNext = abs(byte(place) - byte(place - 1)) <= 1
            if !isNext, place < 2 || byte(place) != byte(place - 2) { surprises += 1 }
        }
        return surprises <= max(0, text.byteCount - windowBytes + 1) / 4
    }

    private static var words: (UInt64, UInt64) {
        salt.map { $0.withBytes { (word($0, 0), word($0, 8)) } } ?? (0, 0)
    }

    private static func word(_ bytes: RawSpan, _ place: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
    }

    /// Three numbers of 21 bits for a window: a product in 128 bits, folded (as in wyhash, Wang Yi 2019).
    private static func spots(_ word: UInt64, _ salt: (UInt64, UInt64)) -> (Int, Int, Int) {
        let product = (word ^ salt.0).multipliedFullWidth(by: salt.1 | 1)
        let mixed = product.high ^ product.low
        return (
            Int(mixed & 0x1F_FFFF), Int(mixed >> 21 & 0x1F_FFFF), Int(mixed >> 42 & 0x1F_FFFF)
        )
    }
}
