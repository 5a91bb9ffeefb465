import Wire

/// Reads a value from JSON as `AnswerEncoder` writes it: keys in snake case, `null` and missing keys alike.
package enum ArgumentDecoder {
    /// The value in a document.
    package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws
        -> Value
    {
        let document = try JSONDocument(parsing: bytes)
        return try Value(from: NodeDecoder(node: document.root, codingPath: []))
    }

    /// What was wrong and where, in words.
    package static func sentence(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "the document" : path.map { SnakeCase.key($0.stringValue) }.joined(separator: ".")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "\(place(context.codingPath + [key])) is missing."
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            return "\(place(context.codingPath)) \(context.debugDescription)."
        default: return "\(error)."
        }
    }
}

/// The door of `Decodable` to one node.
private struct NodeDecoder: Decoder {
    let node: JSONNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard node.kind == .object else { throw mismatch("an object") }
        return KeyedDecodingContainer(Members(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else { throw mismatch("an array") }
        return Elements(nodes: Array(node.elements), codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        Single(node: node, codingPath: codingPath)
    }

    private func mismatch(_ wanted: String) -> DecodingError {
        .typeMismatch(
            String.self, .init(codingPath: codingPath, debugDescription: "must be \(wanted)"))
    }

    /// Members of an object.
    private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let node: JSONNode
        let codingPath: [any CodingKey]
        var allKeys: [Key] { node.members.compactMap { Key(stringValue: $0.key) } }

        func contains(_ key: Key) -> Bool { node[SnakeCase.key(key.stringValue)] != nil }
        func decodeNil(forKey key: Key) -> Bool {
            node[SnakeCase.key(key.stringValue)]?.isNull ?? true
        }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try Value(from: decoder(key))
        }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try decoder(key).unkeyedContainer()
        }
        func superDecoder() -> any Decoder { NodeDecoder(node: node, codingPath: codingPath) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

        private func decoder(_ key: Key) throws -> NodeDecoder {
            guard let member = node[SnakeCase.key(key.stringValue)] else {
                throw DecodingError.keyNotFound(
                    key, .init(codingPath: codingPath, debugDescription: "is missing"))
            }
            return NodeDecoder(node: member, codingPath: codingPath + [key])
        }
    }

    /// Elements of an array, one after the other.
    private struct Elements: UnkeyedDecodingContainer {
        let nodes: [JSONNode]
        let codingPath: [any CodingKey]
        var currentIndex = 0
        var count: Int? { nodes.count }
        var isAtEnd: Bool { currentIndex >= nodes.count }

        init(nodes: [JSONNode], codingPath: [any CodingKey]) {
            self.nodes = nodes
            self.codingPath = codingPath
        }

        mutating func decodeNil() throws -> Bool {
            guard !isAtEnd, nodes[currentIndex].isNull else { return false }
            currentIndex += 1
            return true
        }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try Value(from: next())
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            try next().unkeyedContainer()
        }
        mutating func superDecoder() throws -> any Decoder { try next() }

        private mutating func next() throws -> NodeDecoder {
            guard !isAtEnd else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: codingPath, debugDescription: "has too few elements"))
            }
            defer { currentIndex += 1 }
            return NodeDecoder(node: nodes[currentIndex], codingPath: codingPath)
        }
    }

    /// A value that is neither object nor array.
    private struct Single: SingleValueDecodingContainer {
        let node: JSONNode
        let codingPath: [any CodingKey]

        func decodeNil() -> Bool { node.isNull }
        func decode(_ type: Bool.Type) throws -> Bool { try require(node.bool, "true or false") }
        func decode(_ type: String.Type) throws -> String { try require(node.string, "text") }
        func decode(_ type: Double.Type) throws -> Double { throw wrong("a whole number") }
        func decode(_ type: Float.Type) throws -> Float { throw wrong("a whole number") }
        func decode(_ type: Int.Type) throws -> Int { try integer() }
        func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
        func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
        func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
        func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
        func decode(_ type: UInt.Type) throws -> UInt { try integer() }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try Value(from: NodeDecoder(node: node, codingPath: codingPath))
        }

        private func integer<Number: BinaryInteger>() throws -> Number {
            try require(node.int64.flatMap { Number(exactly: $0) }, "a whole number")
        }

        private func require<Value>(_ value: Value?, _ wanted: String) throws -> Value {
            guard let value else { throw wrong(wanted) }
            return value
        }

        private func wrong(_ wanted: String) -> DecodingError {
            .typeMismatch(
                String.self, .init(codingPath: codingPath, debugDescription: "must be \(wanted)"))
        }
    }
}
