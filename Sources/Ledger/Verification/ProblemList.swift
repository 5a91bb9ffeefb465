/// Problems: the first of them in words, the rest counted, so that a file of which nothing is right fills no memory.
struct ProblemList: Sendable {
    /// How many are kept in words.
    static let textsMax = 100

    /// The first ones.
    private(set) var texts: [String] = []
    /// How many there are beyond those.
    private(set) var further = 0

    /// Takes one.
    mutating func add(_ problem: String) {
        if texts.count < Self.textsMax { texts.append(problem) } else { further += 1 }
    }

    /// Takes another's.
    mutating func add(_ other: ProblemList) {
        for text in other.texts { add(text) }
        further += other.further
    }
}
