import Vault
import Vocabulary

/// Writes leaves: one line of JSON with sorted keys, whole numbers, ASCII codes and no spaces (a subset of RFC 8785).
///
/// A key whose value is missing is left out, so that a later format may add keys without changing older leaves.
/// Texts that a client, a provider or an operator chose never stand in a leaf; `commit` binds them.
package struct LeafText {
    /// The format that is written.
    package static let version: Int64 = 1
    /// The longest leaf: C2SP's entry bundles have two bytes for its length.
    package static let bytesMax = 65_535

    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var texts: [UInt8] = []

    package init() { bytes.reserveCapacity(640) }

    /// Begins a leaf, forgetting the last one.
    package mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends it.
    package mutating func end() { bytes.append(UInt8(ascii: "}")) }

    /// A number.
    package mutating func add(_ key: String, _ value: Int64) {
        self.key(key)
        number(value)
    }

    /// A number, or nothing.
    package mutating func add(_ key: String, _ value: Int64?) {
        if let value { add(key, value) }
    }

    /// A code of Bursar's own; what isn't plain ASCII becomes a question mark.
    package mutating func add(_ key: String, _ code: String) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        for byte in code.utf8 {
            let isPlain =
                byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\")
            bytes.append(isPlain ? byte : UInt8(ascii: "?"))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A code, or nothing.
    package mutating func add(_ key: String, _ code: String?) {
        if let code { add(key, code) }
    }

    /// An identifier, as its text.
    package mutating func add(_ key: String, _ id: Identifier) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        for digit in 0..<32 as Range<UInt64> {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                bytes.append(UInt8(ascii: "-"))
            }
            let word = digit < 16 ? id.high : id.low
            bytes.append(Hexadecimal.character(UInt8(word >> (60 - digit % 16 * 4) & 15)))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A digest, as hexadecimal text.
    package mutating func add(_ key: String, _ digest: Fingerprint) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        digest.appendHexadecimal(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Numbers in a row.
    package mutating func add(_ key: String, _ values: [Int64]) {
        self.key(key)
        for (index, value) in values.enumerated() {
            bytes.append(index == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
            number(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Begins to gather texts that the leaf is to be bound to.
    ///
    /// - Parameter key: The log's text key: without it nobody can try texts against a leaf.
    package mutating func beginTexts(_ key: [UInt8]) {
        texts.removeAll(keepingCapacity: true)
        texts += key
    }

    /// A text, or nothing: a label of one character, the length in four bytes, the UTF-8 text.
    package mutating func commit(_ label: Unicode.Scalar, _ text: String?) {
        guard let text else { return }
        texts.append(UInt8(ascii: label))
        let count = UInt32(text.utf8.count)
        for shift in [24, 16, 8, 0] as [UInt32] {
            texts.append(UInt8(truncatingIfNeeded: count >> shift))
        }
        texts += text.utf8
    }

    /// Bytes, or nothing, like a text.
    package mutating func commit(_ label: Unicode.Scalar, bytes: [UInt8]?) {
        guard let bytes else { return }
        texts.append(UInt8(ascii: label))
        let count = UInt32(bytes.count)
        for shift in [24, 16, 8, 0] as [UInt32] {
            texts.append(UInt8(truncatingIfNeeded: count >> shift))
        }
        texts += bytes
    }

    /// Adds the commitment to the texts that were gathered.
    package mutating func add(_ key: String, textsBy tree: TreeHash) {
        add(key, tree.commitment(texts))
    }

    private mutating func key(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes += key.utf8
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func number(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
