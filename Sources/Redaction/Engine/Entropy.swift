#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How random a text looks; with tables, which belong to those of the scanner.
struct Entropy: Sendable {
    /// The longest front of a text that is looked at.
    private static let bytesMax = 255
    /// n times log2(n), in hundredths.
    private let weights: [Int]
    /// By how much the weight of n plus one is more than that of n.
    private let gains: [Int32]

    /// The tables.
    init() {
        let weights = (0...255).map {
            $0 < 2 ? 0 : Int((100 * Double($0) * log2(Double($0))).rounded())
        }
        self.weights = weights
        gains = (0..<255).map { Int32(weights[$0 + 1] - weights[$0]) }
    }

    /// Shannon's entropy in hundredths of a bit a character; of n characters it is at most log2(n).
    func hundredths(_ text: Span<UInt8>) -> Int {
        let count = min(text.count, Self.bytesMax)
        guard count > 1 else { return 0 }
        var counts = InlineArray<256, UInt8>(repeating: 0)
        var sum = 0
        for place in 0..<count {
            let byte = Int(text[place])
            sum &+= Int(gains[Int(counts[byte])])
            counts[byte] &+= 1
        }
        return (weights[count] - sum) / count
    }

    /// What is asked of a value that only its name makes a secret, by its length.
    static func floor(count: Int, isHexadecimal: Bool) -> Int {
        if isHexadecimal { return count < 20 ? 250 : 300 }
        return count < 12 ? 250 : count < 20 ? 285 : count < 32 ? 330 : 350
    }
}
