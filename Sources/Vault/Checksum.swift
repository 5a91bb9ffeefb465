/// CRC-32 as in IEEE 802.3 and gzip (reflected, polynomial 0xedb88320): finds typing errors, proves
/// nothing.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in
            rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1
        }
    }

    /// The checksum of some bytes.
    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(0xffff_ffff) {
            $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)]
        }
    }
}
