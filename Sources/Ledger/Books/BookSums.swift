import Storage

/// The sums of a roll-up's row, in the order of `RollUpColumns.sums`. They wrap around: differences stay what they are.
struct BookSums {
    private static let count = 17

    static let calls = 0
    static let attempts = 1
    static let estimated = 2
    static let unpriced = 3
    /// The first of the ten meters.
    static let meters = 4
    static let cost = 14
    static let cacheSaved = 15
    static let adjustment = 16

    private var values = InlineArray<17, Int64>(repeating: 0)

    init() { precondition(Self.count == RollUpColumns.sums.count, "all columns are summed") }

    /// Reads them from a row.
    ///
    /// - Parameter column: Where they begin.
    init(_ row: RowScan, from column: Int) {
        for place in 0..<Self.count { values[place] = row.integer(column + place) }
    }

    subscript(place: Int) -> Int64 {
        get { values[place] }
        set { values[place] = newValue }
    }

    mutating func add(_ other: borrowing BookSums) {
        for place in 0..<Self.count { values[place] &+= other.values[place] }
    }

    mutating func subtract(_ other: borrowing BookSums) {
        for place in 0..<Self.count { values[place] &-= other.values[place] }
    }

    /// Is every sum nothing?
    var isZero: Bool {
        var bits: Int64 = 0
        for place in 0..<Self.count { bits |= values[place] }
        return bits == 0
    }

    /// The sums that aren't nothing, by name.
    var text: String {
        (0..<Self.count).filter { values[$0] != 0 }
            .map { "\(RollUpColumns.sums[$0]) \(values[$0])" }.joined(separator: ", ")
    }
}

/// What a row of a roll-up is of; where a roll-up has fewer dimensions, the others are 0.
struct BookKey: Hashable {
    var at: Int64
    var client: Int64 = 0
    var token: Int64 = 0
    var keyVersion: Int64 = 0
    /// By its number in `BookWords`.
    var model: Int64 = 0
    var upstream: Int64 = 0
    /// By its number in `BookWords`.
    var status: Int64 = 0
}

/// Numbers for texts that come again and again: models and outcomes.
final class BookWords {
    private var numbers: [String: Int64] = [:]
    private var texts: [String] = []

    /// The number of a text, from 1 on.
    func number(of text: String) -> Int64 {
        if let known = numbers[text] { return known }
        texts.append(text)
        let made = Int64(texts.count)
        numbers[text] = made
        return made
    }

    /// The text of a number.
    func text(_ number: Int64) -> String { texts[Int(number) - 1] }

    /// The dimensions of a whole row.
    func name(_ key: BookKey) -> String {
        "at \(key.at), client \(key.client), token \(key.token), key_version \(key.keyVersion), "
            + "model \(text(key.model)), upstream \(key.upstream), status \(text(key.status))"
    }
}

/// Sums by key that ought to come to nothing: what is stored is added, what it is made of taken away.
struct BookTally {
    private(set) var open: [BookKey: BookSums] = [:]

    /// What is stored.
    mutating func add(_ sums: borrowing BookSums, to key: BookKey) {
        open[key, default: BookSums()].add(sums)
    }

    /// What it is made of.
    mutating func subtract(_ sums: borrowing BookSums, from key: BookKey) {
        open[key, default: BookSums()].subtract(sums)
    }

    /// Forgets a key that has come to nothing.
    mutating func close(_ key: BookKey) {
        if open[key]?.isZero == true { open[key] = nil }
    }

    /// Tells what hasn't come to nothing, and forgets all.
    mutating func report(
        _ kind: String, to problems: BookProblems, _ name: (BookKey) -> String
    ) {
        for (key, sums) in open where !sums.isZero {
            problems.add(kind, "\(name(key)), \(sums.text)")
        }
        open.removeAll(keepingCapacity: true)
    }
}
