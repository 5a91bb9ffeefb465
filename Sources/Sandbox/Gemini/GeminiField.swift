import Wire

/// Fields of messages in the JSON form of protocol buffers: lowerCamelCase, snake_case accepted,
/// null the same as absent.
extension JSONNode {
    /// The member of a field, by its camel-case name, however the client wrote it.
    func field(_ name: String) -> JSONNode? {
        let node = self[name] ?? self[GeminiField.snakeCase(name)]
        return node.flatMap { $0.isNull ? nil : $0 }
    }
}

/// The type of a field of a message.
indirect enum GeminiField: Sendable {
    case string
    case bool
    /// A whole number, as a number or a string.
    case integer
    case float
    /// Base64 in either alphabet.
    case bytes
    /// A word, in any case, and its type.
    case word([String], type: String)
    /// A message of this name.
    case message(String)
    case list(GeminiField)
    /// An object whose members all have this type.
    case map(GeminiField)
    /// Any object.
    case object
    /// Anything.
    case value

    /// `inlineData` → `inline_data`.
    static func snakeCase(_ name: String) -> String {
        var snake = ""
        for character in name {
            if character.isUppercase {
                snake += "_" + character.lowercased()
            } else {
                snake.append(character)
            }
        }
        return snake
    }

    /// `inline_data` → `inlineData`.
    static func camelCase(_ name: String) -> String {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count > 1 else { return name }
        return parts.dropFirst().reduce(String(first)) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }
}
