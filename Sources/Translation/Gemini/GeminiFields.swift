import Vocabulary
import Wire

/// Gemini's field names: camelCase, or snake_case as proto JSON also takes them and the newest
/// Python SDK sends them.
enum GeminiFields {
    /// The camelCase spelling of a name in either.
    static func camel(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        var camel = ""
        var isUpper = false
        for character in name {
            if character == "_", !camel.isEmpty {
                isUpper = true
            } else {
                camel += isUpper ? character.uppercased() : String(character)
                isUpper = false
            }
        }
        return camel
    }

    /// The snake_case spelling of a camelCase name.
    static func snake(_ name: String) -> String {
        var snake: [UInt8] = []
        snake.reserveCapacity(name.utf8.count + 4)
        for byte in name.utf8 {
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
                snake.append(UInt8(ascii: "_"))
                snake.append(byte | 0x20)
            } else {
                snake.append(byte)
            }
        }
        return String(decoding: snake, as: UTF8.self)
    }
}

extension JSONNode {
    /// A member that isn't null, in either spelling; camelCase wins.
    func either(_ name: String) -> JSONNode? {
        if let member = self[name], !member.isNull { return member }
        let snake = GeminiFields.snake(name)
        guard snake != name, let member = self[snake], !member.isNull else { return nil }
        return member
    }
}

extension FieldReader {
    /// The name of a member as it is spelled here: camelCase unless only snake_case is there.
    func spelling(_ name: String) -> String {
        if self[name] != nil { return name }
        let snake = GeminiFields.snake(name)
        return self[snake] == nil ? name : snake
    }

    /// Members nobody knows, with where they stand.
    func unknownFields(beside known: Set<String>) -> [UnknownField] {
        node.members.compactMap { name, value in
            guard !value.isNull, !known.contains(GeminiFields.camel(name)) else { return nil }
            return UnknownField(
                path: place.member(name).text, json: Array(value.bytes), dialect: .gemini)
        }
    }
}
