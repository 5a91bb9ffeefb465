/// An IPv4 or IPv6 address; an IPv4 address written as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address.
package struct IPAddress: Hashable, Sendable {
    /// Four or sixteen bytes in network order.
    package let bytes: [UInt8]

    /// Reads the usual texts of both families, without zone, port or brackets; `nil` for anything
    /// else.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        guard let bytes = text.contains(":") ? Self.six(text) : Self.four(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// Takes four or sixteen bytes in network order; `nil` for any other count.
    package init?(bytes: [UInt8]) {
        let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        if bytes.count == 16, bytes.starts(with: mapped) {
            self.bytes = Array(bytes[12...])
        } else if bytes.count == 4 || bytes.count == 16 {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// Four decimal numbers without leading zeros, which other readers take for octal.
    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count),
                part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != 0x30, let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Groups of RFC 4291 section 2.2: at most one `::`, which stands for at least one group of
    /// zeros.
    private static func six(_ text: some StringProtocol) -> [UInt8]? {
        var halves: [[UInt8]] = [[]]
        var rest = Array(text.utf8)[...]
        if rest.starts(with: [0x3a, 0x3a]) {
            halves.append([])
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let group = rest.prefix { $0 != 0x3a }
            rest = rest.dropFirst(group.count)
            guard let bytes = six(group: group, isLast: rest.isEmpty) else { return nil }
            halves[halves.count - 1] += bytes
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            if rest.first == 0x3a {
                guard halves.count == 1 else { return nil }
                halves.append([])
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        guard halves.count == 2 ? count <= 14 : count == 16 else { return nil }
        return halves[0] + [UInt8](repeating: 0, count: 16 - count)
            + (halves.count == 2 ? halves[1] : [])
    }

    private static func six(group: ArraySlice<UInt8>, isLast: Bool) -> [UInt8]? {
        let text = String(decoding: group, as: UTF8.self)
        if isLast, text.contains(".") { return four(text) }
        guard (1...4).contains(group.count), !text.hasPrefix("+"),
            let value = UInt16(text, radix: 16)
        else {
            return nil
        }
        return [UInt8(value >> 8), UInt8(value & 0xff)]
    }
}

/// A range of addresses in CIDR form, such as `10.0.0.0/8`.
package struct Network: Hashable, Sendable, CustomStringConvertible {
    private let address: [UInt8]
    private let bits: Int

    /// The text it was read from.
    package let description: String

    /// Reads an address with a number of leading bits, or an address alone; `nil` for anything
    /// else, also when bits beyond the leading ones are set, which is more likely an error than
    /// meant.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        let width = address.bytes.count * 8
        var bits = width
        if parts.count == 2 {
            let isPlain =
                (1...3).contains(parts[1].utf8.count)
                && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isPlain, let given = Int(parts[1]) else { return nil }
            // `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
            bits = parts[0].contains(":") && width == 32 ? given - 96 : given
            guard (0...width).contains(bits) else { return nil }
        }
        self.address = address.bytes
        self.bits = bits
        description = text
        guard Self.masked(address.bytes, bits) == address.bytes else { return nil }
    }

    /// Does the address lie in it? An address of the other family never does. Allocates nothing.
    package func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.count else { return false }
        for index in address.indices {
            guard Self.masked(other.bytes[index], at: index, bits) == address[index] else {
                return false
            }
        }
        return true
    }

    private static func masked(_ bytes: [UInt8], _ bits: Int) -> [UInt8] {
        bytes.indices.map { masked(bytes[$0], at: $0, bits) }
    }

    /// A byte at a place, with what lies behind the leading bits cut off.
    private static func masked(_ byte: UInt8, at index: Int, _ bits: Int) -> UInt8 {
        let kept = min(max(bits - index * 8, 0), 8)
        return kept == 0 ? 0 : byte & ~UInt8(truncatingIfNeeded: 0xff >> kept)
    }
}
