/// The members of an object in the order of the text.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let parent: JSONNode
    private var row: Int
    private var remaining: Int

    init(of parent: JSONNode) {
        self.parent = parent
        row = parent.index + 1
        remaining = parent.kind == .object ? parent.count : 0
    }

    /// The next member; its key has its escapes resolved.
    package mutating func next() -> (key: String, value: JSONNode)? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let key = parent.text(of: parent.document.tape[row])
        let value = JSONNode(document: parent.document, index: row + 1)
        row = Int(value.entry.next)
        return (key, value)
    }

    /// How many members are left.
    package var underestimatedCount: Int { remaining }
}

/// The elements of an array in the order of the text.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let parent: JSONNode
    private var row: Int
    private var remaining: Int

    init(of parent: JSONNode) {
        self.parent = parent
        row = parent.index + 1
        remaining = parent.kind == .array ? parent.count : 0
    }

    /// The next element.
    package mutating func next() -> JSONNode? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let element = JSONNode(document: parent.document, index: row)
        row = Int(element.entry.next)
        return element
    }

    /// How many elements are left.
    package var underestimatedCount: Int { remaining }
}

extension JSONNode {
    /// The members of an object; none for anything else.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// The elements of an array; none for anything else.
    package var elements: JSONElements { JSONElements(of: self) }
}
