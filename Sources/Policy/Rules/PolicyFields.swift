import Vocabulary
import Wire

/// The members of one object of a policy file, with clear faults: unknown keys, wrong types, unknown words.
struct PolicyFields {
    private let node: JSONNode
    private let path: String

    /// - Parameters:
    ///   - known: The keys that may stand here.
    /// - Throws: A fault naming an unknown key, or the object itself if it is none.
    init(_ node: JSONNode, at path: String, known: [String]) throws(PolicyFault) {
        guard node.kind == .object else {
            throw PolicyFault(
                path, "must be an object with some of: \(known.joined(separator: ", "))")
        }
        self.node = node
        self.path = path
        for (key, _) in node.members where !known.contains(key) {
            throw PolicyFault(
                Self.path(path, key.count > 64 ? "\(key.prefix(64))…" : key),
                "isn't known; allowed here: \(known.joined(separator: ", "))")
        }
    }

    /// A member that is there and isn't null.
    subscript(key: String) -> JSONNode? {
        guard let member = node[key], !member.isNull else { return nil }
        return member
    }

    /// The path of a member.
    func path(_ key: String) -> String { Self.path(path, key) }

    /// A text.
    func text(_ key: String) throws(PolicyFault) -> String? {
        guard let member = self[key] else { return nil }
        guard let text = member.string else { throw PolicyFault(path(key), "must be text") }
        return text
    }

    /// One of a set of words.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ type: Word.Type
    ) throws(PolicyFault) -> Word? {
        guard let text = try text(key) else { return nil }
        return try Self.word(text, type, at: path(key))
    }

    /// A whole number within a range.
    func count(_ key: String, _ range: ClosedRange<Int64>) throws(PolicyFault) -> Int64? {
        guard let member = self[key] else { return nil }
        guard let count = member.int64, range.contains(count) else {
            throw PolicyFault(
                path(key), "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// True or false.
    func flag(_ key: String) throws(PolicyFault) -> Bool? {
        guard let member = self[key] else { return nil }
        guard let flag = member.bool else { throw PolicyFault(path(key), "must be true or false") }
        return flag
    }

    /// A list, each element read by `item`; a list may be empty only if `mayBeEmpty`.
    func list<Item>(
        _ key: String, _ form: String, max countMax: Int = Policy.listMax, mayBeEmpty: Bool = true,
        _ item: (String) -> Item?
    ) throws(PolicyFault) -> [Item]? {
        guard let member = self[key] else { return nil }
        guard member.kind == .array, mayBeEmpty || member.count > 0 else {
            throw PolicyFault(
                path(key), "must be a list\(mayBeEmpty ? "" : " that isn't empty") of \(form)")
        }
        guard member.count <= countMax else {
            throw PolicyFault(path(key), "may hold at most \(countMax) entries")
        }
        var items: [Item] = []
        for (index, element) in member.elements.enumerated() {
            guard let text = element.string, let read = item(text) else {
                throw PolicyFault("\(path(key))[\(index)]", "must be \(form)")
            }
            items.append(read)
        }
        return items
    }

    /// A word of a set, by its text.
    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ type: Word.Type, at path: String
    ) throws(PolicyFault) -> Word {
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw PolicyFault(path, "must be one of: \(words)")
        }
        return word
    }

    private static func path(_ path: String, _ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
