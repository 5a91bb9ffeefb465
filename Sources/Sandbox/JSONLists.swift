import Wire

extension JSONNode? {
    /// The elements of an array; none for anything else or nothing.
    var list: [JSONNode] { self.map { Array($0.elements) } ?? [] }

    /// The members of an object in order; none for anything else or nothing.
    var pairs: [(key: String, value: JSONNode)] { self.map { Array($0.members) } ?? [] }
}
