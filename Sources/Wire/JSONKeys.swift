/// Compares the keys of objects by the text they stand for, however they are spelled.
///
/// Two keys are the same when their unescaped UTF-8 is; there is no Unicode normalisation.
enum JSONKeys {
    /// Beyond so many members a hash table is used.
    private static let pairwiseMax: UInt32 = 16

    /// Four bytes that differ for most different keys and never for the same key.
    static func signature(
        of content: Range<Int>, in bytes: Span<UInt8>, hasEscapes: Bool
    ) -> UInt32 {
        if hasEscapes {
            return signature(of: JSONText.unescaped(content, in: bytes).span)
        }
        return signature(of: bytes.extracting(content))
    }

    /// The signature of a key's text.
    static func signature(of text: Span<UInt8>) -> UInt32 {
        guard text.count > 0 else { return 0 }
        let first = UInt32(text[0])
        let middle = UInt32(text[text.count / 2])
        let last = UInt32(text[text.count - 1])
        return UInt32(truncatingIfNeeded: text.count) << 24 | first << 16 | middle << 8 | last
    }

    /// Checks a complete object of two members or more.
    static func refuseDuplicates(
        in tape: Span<JSONEntry>, of object: Int, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        let count = tape[object].count
        guard count <= pairwiseMax else {
            return try refuseDuplicatesByHash(in: tape, of: object, bytes)
        }
        // One bit for each key seen: only a key whose bit is set needs a look at those before it.
        var seen: UInt64 = 0
        var key = object + 1
        for _ in 0..<count {
            let bit: UInt64 = 1 << UInt64((tape[key].count &* 0x9e37_79b1) >> 26)
            if seen & bit != 0 {
                var earlier = object + 1
                while earlier < key {
                    if tape[earlier].count == tape[key].count,
                        areSame(tape[earlier], tape[key], bytes)
                    {
                        throw JSONFault(code: .duplicateKey, offset: Int(tape[key].start))
                    }
                    earlier = Int(tape[earlier + 1].next)
                }
            }
            seen |= bit
            key = Int(tape[key + 1].next)
        }
    }

    /// Linear whatever the keys are: the hash is seeded, so nobody can choose keys that collide.
    private static func refuseDuplicatesByHash(
        in tape: Span<JSONEntry>, of object: Int, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        let bits = UInt32.bitWidth - tape[object].count.leadingZeroBitCount + 1
        let mask = (1 << bits) - 1
        // Rows of keys; row 0 is never a key.
        var slots = [UInt32](repeating: 0, count: mask + 1)
        var key = object + 1
        for _ in 0..<tape[object].count {
            var slot = hash(of: tape[key], bytes) & mask
            while slots[slot] != 0 {
                let earlier = tape[Int(slots[slot])]
                if earlier.count == tape[key].count, areSame(earlier, tape[key], bytes) {
                    throw JSONFault(code: .duplicateKey, offset: Int(tape[key].start))
                }
                slot = (slot + 1) & mask
            }
            slots[slot] = UInt32(truncatingIfNeeded: key)
            key = Int(tape[key + 1].next)
        }
    }

    private static func hash(of key: JSONEntry, _ bytes: Span<UInt8>) -> Int {
        if key.hasEscapes {
            return hash(of: JSONText.unescaped(key.content, in: bytes).span)
        }
        return hash(of: bytes.extracting(key.content))
    }

    private static func hash(of text: Span<UInt8>) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        for index in text.indices {
            word = word << 8 | UInt64(text[index])
            if index & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(text.count)
        return hasher.finalize()
    }

    private static func areSame(
        _ left: JSONEntry, _ right: JSONEntry, _ bytes: Span<UInt8>
    ) -> Bool {
        if left.hasEscapes {
            return isSame(right, as: JSONText.unescaped(left.content, in: bytes).span, bytes)
        }
        return isSame(right, as: bytes.extracting(left.content), bytes)
    }

    /// Whether a string stands for exactly that UTF-8.
    static func isSame(_ entry: JSONEntry, as text: Span<UInt8>, _ bytes: Span<UInt8>) -> Bool {
        if entry.hasEscapes {
            // Escapes only make a text longer.
            guard entry.content.count >= text.count else { return false }
            return areEqual(JSONText.unescaped(entry.content, in: bytes).span, text)
        }
        return areEqual(bytes.extracting(entry.content), text)
    }

    private static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
