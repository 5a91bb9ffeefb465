import Keyring
import Vocabulary
import Wire

/// Which calls belong to one conversation, so that they go to the key whose prompt cache is warm (facts/protocols PT-90).
enum ConversationMark {
    /// How much of a conversation's beginning is looked at, in bytes.
    private static let bytesMax = 1_024

    /// The number that all calls of a conversation share: made of the client, and of the cache key it names or the first
    /// thing a user said; and whether it has gone on since. `nil` for requests that have no such thing.
    static func number(
        _ reading: RequestReading, client: Int64
    ) -> (number: UInt64, hasGoneOn: Bool)? {
        guard reading.operation == .generate, let opening = opening(reading.document.root) else {
            return nil
        }
        // FNV-1a (draft-eastlake-fnv), then mixed, for its low bits alone are used.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bitPattern: client)
        for byte in opening.words.prefix(bytesMax) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        return (hash ^ (hash >> 33), opening.hasGoneOn)
    }

    private static func opening(_ root: JSONNode) -> (words: ArraySlice<UInt8>, hasGoneOn: Bool)? {
        if let key = root["prompt_cache_key"], key.kind == .string { return (key.bytes, true) }
        for list in ["messages", "input", "contents"] {
            guard let turns = root[list] else { continue }
            guard turns.kind == .array else { return (turns.bytes, false) }
            var count = 0
            for turn in turns.elements.prefix(16) {
                count += 1
                if turn["role"]?.isString(equalTo: "user") ?? true {
                    return (turn.bytes, turns.count > count)
                }
            }
        }
        return nil
    }
}

/// Chance, or for a conversation always the same.
struct ConversationDice: RandomNumberGenerator {
    private var state: UInt64

    init(_ affinity: UInt64?) {
        var random = SystemRandomNumberGenerator()
        state = affinity ?? random.next()
    }

    mutating func next() -> UInt64 {
        // SplitMix64 (Steele, Lea, Flood, 2014)
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
