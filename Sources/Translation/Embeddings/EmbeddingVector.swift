import Wire

/// One vector, as it came.
enum EmbeddingVector: Equatable, Sendable {
    /// A JSON list of numbers, verbatim.
    case list([UInt8])
    /// Base64 of little-endian 32-bit floats.
    case base64(String)

    /// Reads a list or base64.
    ///
    /// - Throws: `.malformedReply`.
    init(_ node: JSONNode?) throws(TranslationFault) {
        if let text = node?.string {
            self = .base64(text)
        } else if let node, node.kind == .array {
            guard node.elements.allSatisfy({ $0.kind == .number }) else {
                throw .malformedReply("embedding")
            }
            self = .list(Array(node.bytes))
        } else {
            throw .malformedReply("embedding")
        }
    }

    /// The vector as a JSON list.
    ///
    /// - Throws: `.malformedReply` unless it is one of finite numbers.
    func list() throws(TranslationFault) -> [UInt8] {
        guard case .base64(let text) = self else {
            if case .list(let json) = self { return json }
            return []
        }
        guard let bytes = Base64.bytes(text), bytes.count % 4 == 0 else {
            throw .malformedReply("embedding")
        }
        var json = JSONWriter(reservingBytes: bytes.count * 3 + 2)
        json.beginArray()
        for place in stride(from: 0, to: bytes.count, by: 4) {
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
            let number = Float(bitPattern: bits)
            guard number.isFinite else { throw .malformedReply("embedding") }
            json.raw(Array("\(number)".utf8))
        }
        json.endArray()
        return json.bytes
    }

    /// The vector as base64.
    ///
    /// - Throws: `.malformedReply` for numbers that no 32-bit float can be.
    func base64() throws(TranslationFault) -> String {
        guard case .list(let json) = self else {
            if case .base64(let text) = self { return text }
            return ""
        }
        let document: JSONDocument
        // it was part of a sound answer, whose limits it passed
        do {
            document = try JSONDocument(parsing: json, limits: JSONLimits(nodesMax: 1 << 24))
        } catch {
            throw .malformedReply("embedding")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(document.root.count * 4)
        for element in document.root.elements {
            guard let number = element.numberText.flatMap(Float.init), number.isFinite else {
                throw .malformedReply("embedding")
            }
            for shift in [0, 8, 16, 24] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
            }
        }
        return Base64.text(bytes)
    }
}
