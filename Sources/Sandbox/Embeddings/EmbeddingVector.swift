import Wire

/// A vector that stands for a text: always the same for the same text, of length one.
struct EmbeddingVector: Equatable, Sendable {
    /// Its numbers.
    let values: [Float]

    /// Numbers when the request doesn't say how many.
    static let sizeDefault = 256
    /// The most numbers.
    static let sizeMax = 4096

    /// The vector of a text.
    init(of text: String, size: Int) {
        var digest = PromptText()
        digest.add(text)
        let raw = (0..<size).map { index in
            let bits = WordList.mixed(digest.digest &+ UInt64(index)) >> 40
            return Float(bits) / Float(1 << 23) - 1
        }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        values = raw.map { length > 0 ? $0 / length : $0 }
    }

    /// Its numbers as JSON.
    var json: [UInt8] {
        Array("[\(values.map { String($0) }.joined(separator: ","))]".utf8)
    }

    /// Its numbers as base64 of little-endian single floats.
    var base64: String {
        var bytes: [UInt8] = []
        for value in values {
            let bits = value.bitPattern
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return Base64Text.encoded(bytes)
    }
}
