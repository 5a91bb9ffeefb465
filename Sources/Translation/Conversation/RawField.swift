import Vocabulary

/// A member of an object, verbatim.
package struct RawField: Equatable, Sendable {
    /// Its key.
    package var name: String
    /// Its value, sound JSON.
    package var json: [UInt8]

    /// A member.
    package init(name: String, json: [UInt8]) {
        self.name = name
        self.json = json
    }
}

/// A field with a meaning that only its dialect knows, but which `ConversationField` lists.
package struct ParticularField: Equatable, Sendable {
    /// Which.
    package var field: ConversationField
    /// Its key there.
    package var name: String
    /// Its value, verbatim.
    package var json: [UInt8]

    /// A field.
    package init(_ field: ConversationField, name: String, json: [UInt8]) {
        self.field = field
        self.name = name
        self.json = json
    }
}

/// A field that no table knows, and where it came from.
package struct UnknownField: Equatable, Sendable {
    /// Where it stood, such as `messages[3].content[0].mood`.
    package var path: String
    /// Its value, verbatim.
    package var json: [UInt8]
    /// The dialect it was written in.
    package var dialect: Dialect

    /// A field.
    package init(path: String, json: [UInt8], dialect: Dialect) {
        self.path = path
        self.json = json
        self.dialect = dialect
    }
}
