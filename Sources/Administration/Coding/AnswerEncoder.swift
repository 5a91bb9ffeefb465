import Wire

/// Writes a value as compact JSON: keys in the order of the type's properties and in snake case, absent values as
/// `null`, so that every document of a type has the same keys.
///
/// Takes texts, booleans and integers, and arrays and types of them; no floating point (money is exact).
package enum AnswerEncoder {
    /// The JSON of a value.
    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let slot = EncodedSlot()
        try slot.put(value, path: [])
        var writer = JSONWriter()
        slot.write(to: &writer)
        return writer.bytes
    }
}

/// A place in the document that holds one value once it is encoded.
private final class EncodedSlot {
    enum Content {
        case null
        case bool(Bool)
        case integer(Int64)
        case string(String)
        case array
        case object
    }

    var content: Content = .null
    private(set) var elements: [EncodedSlot] = []
    private var members: [(key: String, slot: EncodedSlot)] = []

    func put(_ value: some Encodable, path: [any CodingKey]) throws {
        try value.encode(to: SlotEncoder(slot: self, codingPath: path))
    }

    func append() -> EncodedSlot {
        let slot = EncodedSlot()
        elements.append(slot)
        return slot
    }

    func member(_ key: any CodingKey) -> EncodedSlot {
        let slot = EncodedSlot()
        members.append((key: SnakeCase.key(key.stringValue), slot: slot))
        return slot
    }

    func write(to writer: inout JSONWriter) {
        switch content {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .string(let value): writer.string(value)
        case .array:
            writer.beginArray()
            for slot in elements { slot.write(to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                member.slot.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

/// The door of `Encodable` to one slot.
private struct SlotEncoder: Encoder {
    let slot: EncodedSlot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.content = .object
        return KeyedEncodingContainer(Members(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.content = .array
        return Elements(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        Single(slot: slot, codingPath: codingPath)
    }

    /// Members of an object; an absent one is written as `null`.
    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let slot: EncodedSlot
        let codingPath: [any CodingKey]

        mutating func encodeNil(forKey key: Key) { _ = slot.member(key) }
        mutating func encode(_ value: some Encodable, forKey key: Key) throws {
            try slot.member(key).put(value, path: codingPath + [key])
        }
        mutating func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
            let member = slot.member(key)
            if let value { try member.put(value, path: codingPath + [key]) }
        }
        mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
            slot.member(key).content = value.map { .string($0) } ?? .null
        }
        mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
            slot.member(key).content = value.map { .bool($0) } ?? .null
        }
        mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
            slot.member(key).content = value.map { .integer(Int64($0)) } ?? .null
        }
        mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
            slot.member(key).content = value.map { .integer($0) } ?? .null
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            SlotEncoder(slot: slot.member(key), codingPath: codingPath + [key]).container(
                keyedBy: type)
        }
        mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            SlotEncoder(slot: slot.member(key), codingPath: codingPath + [key]).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder {
            SlotEncoder(slot: slot, codingPath: codingPath)
        }
        mutating func superEncoder(forKey key: Key) -> any Encoder {
            SlotEncoder(slot: slot.member(key), codingPath: codingPath + [key])
        }
    }

    /// Elements of an array.
    private struct Elements: UnkeyedEncodingContainer {
        let slot: EncodedSlot
        let codingPath: [any CodingKey]
        var count: Int { slot.elements.count }

        mutating func encodeNil() { _ = slot.append() }
        mutating func encode(_ value: some Encodable) throws {
            try slot.append().put(value, path: codingPath)
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) -> KeyedEncodingContainer<Nested> {
            SlotEncoder(slot: slot.append(), codingPath: codingPath).container(keyedBy: type)
        }
        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            SlotEncoder(slot: slot.append(), codingPath: codingPath).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder {
            SlotEncoder(slot: slot, codingPath: codingPath)
        }
    }

    /// A value that is neither object nor array.
    private struct Single: SingleValueEncodingContainer {
        let slot: EncodedSlot
        let codingPath: [any CodingKey]

        mutating func encodeNil() { slot.content = .null }
        mutating func encode(_ value: Bool) { slot.content = .bool(value) }
        mutating func encode(_ value: String) { slot.content = .string(value) }
        mutating func encode(_ value: Double) throws { throw floatingPoint(value) }
        mutating func encode(_ value: Float) throws { throw floatingPoint(value) }
        mutating func encode(_ value: Int) throws { try integer(value) }
        mutating func encode(_ value: Int8) throws { try integer(value) }
        mutating func encode(_ value: Int16) throws { try integer(value) }
        mutating func encode(_ value: Int32) throws { try integer(value) }
        mutating func encode(_ value: Int64) throws { try integer(value) }
        mutating func encode(_ value: UInt) throws { try integer(value) }
        mutating func encode(_ value: UInt8) throws { try integer(value) }
        mutating func encode(_ value: UInt16) throws { try integer(value) }
        mutating func encode(_ value: UInt32) throws { try integer(value) }
        mutating func encode(_ value: UInt64) throws { try integer(value) }
        mutating func encode(_ value: some Encodable) throws {
            try slot.put(value, path: codingPath)
        }

        private func integer<Number: BinaryInteger & Sendable>(_ value: Number) throws {
            guard let whole = Int64(exactly: value) else {
                throw EncodingError.invalidValue(
                    value, .init(codingPath: codingPath, debugDescription: "beyond 64 bits"))
            }
            slot.content = .integer(whole)
        }

        private func floatingPoint<Number: Sendable>(_ value: Number) -> EncodingError {
            .invalidValue(value, .init(codingPath: codingPath, debugDescription: "floating point"))
        }
    }
}
