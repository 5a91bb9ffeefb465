import Wire

/// The members of an object of a client's request, with a fault that names the field for a wrong
/// type.
///
/// Absent and null members are `nil`.
package struct FieldReader: Sendable {
    /// The object.
    package let node: JSONNode
    /// Where it stands.
    package let place: FieldPlace
    /// May numbers be strings that spell them (Gemini)?
    private let takesSpelledNumbers: Bool

    /// The members of an object.
    ///
    /// - Throws: `.malformedField` unless it is one.
    package init(
        _ node: JSONNode, at place: FieldPlace = FieldPlace(), takesSpelledNumbers: Bool = false
    ) throws(TranslationFault) {
        guard node.kind == .object else {
            throw .wrongType(place.text.isEmpty ? "The body" : place.text, "an object")
        }
        self.node = node
        self.place = place
        self.takesSpelledNumbers = takesSpelledNumbers
    }

    /// A member that is neither absent nor null.
    package subscript(key: String) -> JSONNode? {
        guard let member = node[key], !member.isNull else { return nil }
        return member
    }

    /// A string.
    package func text(_ key: String) throws(TranslationFault) -> String? {
        guard let member = self[key] else { return nil }
        guard let text = member.string else { throw wrong(key, "a string") }
        return text
    }

    /// A string that must be there.
    package func requiredText(_ key: String) throws(TranslationFault) -> String {
        guard let text = try text(key) else { throw missing(key) }
        return text
    }

    /// Base64 in the standard alphabet, padded, of a text that a member holds; line ends and blanks go. An empty file is
    /// one.
    package func base64(_ text: String, _ key: String) throws(TranslationFault) -> String {
        var standard = Base64.standard(text)
        if !Base64.isStandard(standard) {
            standard = Base64.standard(text.filter { !$0.isWhitespace })
        }
        guard text.isEmpty || (!standard.isEmpty && Base64.isStandard(standard)) else {
            throw wrong(key, "base64")
        }
        return standard
    }

    /// True or false.
    package func flag(_ key: String) throws(TranslationFault) -> Bool? {
        guard let member = self[key] else { return nil }
        guard let flag = member.bool else { throw wrong(key, "true or false") }
        return flag
    }

    /// A whole number of a range.
    package func count(
        _ key: String, in range: ClosedRange<Int64> = 0...(1 << 40)
    ) throws(TranslationFault) -> Int64? {
        guard let member = self[key] else { return nil }
        let number = takesSpelledNumbers ? member.spelledNumber : member
        guard let count = number?.int64, range.contains(count) else {
            throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// Any number.
    package func number(_ key: String) throws(TranslationFault) -> NumberText? {
        guard let member = self[key] else { return nil }
        let number = takesSpelledNumbers ? member.spelledNumber : member
        guard let text = number?.numberText else { throw wrong(key, "a number") }
        return NumberText(text)
    }

    /// An object.
    package func object(_ key: String) throws(TranslationFault) -> FieldReader? {
        guard let member = self[key] else { return nil }
        guard member.kind == .object else { throw wrong(key, "an object") }
        return try FieldReader(
            member, at: place.member(key), takesSpelledNumbers: takesSpelledNumbers)
    }

    /// A list.
    package func list(_ key: String) throws(TranslationFault) -> JSONNode? {
        guard let member = self[key] else { return nil }
        guard member.kind == .array else { throw wrong(key, "a list") }
        return member
    }

    /// A list of strings.
    package func texts(_ key: String) throws(TranslationFault) -> [String]? {
        guard let list = try list(key) else { return nil }
        var texts: [String] = []
        for element in list.elements {
            guard let text = element.string else { throw wrong(key, "a list of strings") }
            texts.append(text)
        }
        return texts
    }

    /// The verbatim JSON of a member.
    package func json(_ key: String) -> [UInt8]? { self[key].map { Array($0.bytes) } }

    /// The verbatim JSON of an object.
    package func objectJSON(_ key: String) throws(TranslationFault) -> [UInt8]? {
        guard let member = self[key] else { return nil }
        guard member.kind == .object else { throw wrong(key, "an object") }
        return Array(member.bytes)
    }

    /// The fault of a member of the wrong type or value.
    package func wrong(_ key: String, _ form: String) -> TranslationFault {
        .wrongType(place.member(key).text, form)
    }

    /// The fault of a member that isn't there.
    package func missing(_ key: String) -> TranslationFault {
        let name = place.member(key).text
        return TranslationFault(.missingField, field: name, "\(name) is required.")
    }
}

/// Where a field stands, put into words only when something is wrong with it.
package struct FieldPlace: Equatable, Sendable {
    private enum Step: Equatable {
        case key(String)
        case index(Int)
    }

    private var steps: [Step] = []

    /// The body.
    package init() {}

    /// A member of the body.
    package init(_ key: String) { steps = [.key(key)] }

    /// A member of it.
    package func member(_ key: String) -> FieldPlace {
        var place = self
        place.steps.append(.key(key))
        return place
    }

    /// An element of it.
    package func element(_ index: Int) -> FieldPlace {
        var place = self
        place.steps.append(.index(index))
        return place
    }

    /// Such as `messages[3].content[0].text`.
    package var text: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
