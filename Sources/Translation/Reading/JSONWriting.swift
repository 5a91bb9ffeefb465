import Wire

extension JSONWriter {
    /// A member that is a string.
    mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// A member that is a string, if there is one.
    mutating func member(_ name: String, ifAny text: String?) {
        if let text { member(name, text) }
    }

    /// A member that is a whole number.
    mutating func member(_ name: String, _ number: Int64) {
        key(name)
        integer(number)
    }

    /// A member that is true or false.
    mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        bool(flag)
    }

    /// A member that is JSON already.
    mutating func member(_ name: String, json: [UInt8]) {
        key(name)
        raw(json)
    }

    /// A member that is a number as written, if there is one.
    mutating func member(_ name: String, ifAny number: NumberText?) {
        if let number { member(name, json: number.json) }
    }

    /// A member that is null.
    mutating func nullMember(_ name: String) {
        key(name)
        null()
    }

    /// A member that is a list of strings.
    mutating func member(_ name: String, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Opens a member that is an object.
    mutating func beginObject(_ name: String) {
        key(name)
        beginObject()
    }

    /// Opens a member that is a list.
    mutating func beginArray(_ name: String) {
        key(name)
        beginArray()
    }
}

extension JSONWriter {
    /// The members of an object that is JSON already.
    mutating func members(_ object: [UInt8]) {
        guard object.count > 2 else { return }
        raw(object[1..<object.count - 1])
    }
}
