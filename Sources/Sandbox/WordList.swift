/// The words that answers are made of.
enum WordList {
    /// The word at a place of the text of a seed, with a blank before it unless it is the first.
    static func word(seed: UInt64, index: Int, isLast: Bool) -> [UInt8] {
        let word = Int(truncatingIfNeeded: mixed(seed &+ UInt64(truncatingIfNeeded: index)) >> 58)
        let form = isLast ? (index == 0 ? 3 : 2) : (index == 0 ? 1 : 0)
        return forms[form][word]
    }

    /// The whole text of a seed, for those who compare.
    static func text(seed: UInt64, count: Int) -> [UInt8] {
        var text: [UInt8] = []
        for index in 0..<count {
            text += word(seed: seed, index: index, isLast: index == count - 1)
        }
        return text
    }

    /// The output function of SplitMix64 (Steele, Lea, Flood 2014), to spread neighbouring numbers.
    static func mixed(_ number: UInt64) -> UInt64 {
        var value = number &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Each word inside the text, first, last, and alone.
    private static let forms: [[[UInt8]]] = [
        words.map { Array(" \($0)".utf8) }, words.map { Array($0.utf8) },
        words.map { Array(" \($0).".utf8) }, words.map { Array("\($0).".utf8) },
    ]

    /// Sixty-four plain words, nothing in them that JSON escapes.
    private static let words = [
        "account", "amber", "anchor", "arrow", "autumn", "balance", "barley", "beacon",
        "bridge", "candle", "canvas", "cedar", "chapter", "cinder", "coast", "copper",
        "cradle", "current", "dawn", "drift", "ember", "engine", "fable", "feather",
        "field", "forest", "garden", "glass", "granite", "harbour", "hazel", "hollow",
        "island", "journey", "kettle", "lantern", "ledger", "linen", "marble", "meadow",
        "mirror", "morning", "needle", "north", "orchard", "paper", "pebble", "pepper",
        "quarry", "quiet", "raven", "ribbon", "river", "saddle", "shadow", "silver",
        "spring", "stone", "summer", "thread", "timber", "valley", "willow", "winter",
    ]
}
