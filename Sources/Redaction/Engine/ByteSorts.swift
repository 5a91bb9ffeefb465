/// The sorts of bytes that sets and marks of the tables tell apart, few enough that any set of them
/// is a word of bits.
enum ByteSorts {
    /// The sort of each byte.
    static let numbers: [UInt8] = table.numbers

    /// A byte of each sort.
    private static let samples: [UInt8] = table.samples

    private static let table: (numbers: [UInt8], samples: [UInt8]) = {
        let sets = CharacterSet.all
        var known: [UInt64: UInt8] = [:]
        var numbers: [UInt8] = []
        var samples: [UInt8] = []
        for byte in UInt8.min...UInt8.max {
            var signature: UInt64 = 0
            for (index, set) in sets.enumerated() where set.contains(byte) {
                signature |= 1 << UInt64(index)
            }
            // Signs differ from each other, letters and digits only by their sets.
            if !CharacterSet.isAlphanumeric(byte), byte < 0x80, byte > 0x20 || byte == 0x09 {
                signature |= UInt64(byte) << 56
            } else if byte == 0x20 {
                signature |= 1 << 55
            }
            if CharacterSet.isAlphanumeric(byte), "nrtbfv".utf8.contains(byte) {
                signature |= 1 << 54
            } else if byte == UInt8(ascii: "0") {
                signature |= 1 << 53
            }
            if known[signature] == nil {
                known[signature] = UInt8(samples.count)
                samples.append(byte)
            }
            numbers.append(known[signature] ?? 0)
        }
        precondition(samples.count <= 64, "sorts of bytes fit a word")
        return (numbers, samples)
    }()

    /// The sorts whose bytes a condition holds for; it must not tell bytes of one sort apart.
    static func mask(_ holds: (UInt8) -> Bool) -> UInt64 {
        var mask: UInt64 = 0
        for (number, byte) in samples.enumerated() where holds(byte) { mask |= 1 << UInt64(number) }
        return mask
    }
}
