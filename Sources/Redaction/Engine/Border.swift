/// What may stand right before and right behind a word of the automaton, so that most places where
/// it means nothing are passed without a closer look.
struct Border: Sendable {
    /// Sorts of bytes that may follow it.
    let after: UInt64
    /// Sorts of bytes that may stand before it.
    let before: UInt64

    /// Anything.
    static let any = Border(after: .max, before: .max)

    /// A word of four letters or less must not go on with small letters.
    static func word(_ word: String) -> Border {
        guard word.utf8.count <= 4, let last = word.utf8.last, CharacterSet.isLetter(last) else {
            return any
        }
        return Border(after: ByteSorts.mask { !CharacterSet.isLower($0) }, before: .max)
    }

    /// A token goes on with its first run, and begins where no word is, escapes aside.
    static func token(_ shape: TokenShape, isInner: Bool) -> Border {
        var after = UInt64.max
        if case .run(let set, let min, _)? = shape.elements.first, min > 0 {
            after = ByteSorts.mask(set.contains)
        }
        if let set = shape.before?.set {
            return Border(after: after, before: ByteSorts.mask(set.contains))
        }
        guard !isInner else { return Border(after: after, before: .max) }
        return Border(
            after: after,
            before: ByteSorts.mask { byte in
                if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") { return false }
                return !CharacterSet.isAlphanumeric(byte) || "nrtbfv".utf8.contains(byte)
                    || CharacterSet.hexadecimal.contains(byte)
            })
    }

    /// A word that something is assigned to goes on as a name, or ends with a quote, a bracket, a
    /// space or an operator.
    static let assignment = Border(
        after: ByteSorts.mask {
            CharacterSet.word.contains($0) || " \t\"'`])\\*>:=?|".utf8.contains($0)
        },
        before: .max)

    /// What has a matcher of its own.
    static func special(_ special: ScannerTables.Special) -> Border {
        func isNonzeroDigit(_ byte: UInt8) -> Bool {
            CharacterSet.isDigit(byte) && byte != UInt8(ascii: "0")
        }
        let hexadecimal = ByteSorts.mask(CharacterSet.hexadecimal.contains)
        switch special {
        case .email:
            return Border(
                after: ByteSorts.mask(CharacterSet.host.contains),
                before: ByteSorts.mask(CharacterSet.local.contains))
        case .colon:
            return Border(
                after: hexadecimal | ByteSorts.mask { $0 == UInt8(ascii: ":") }, before: .max)
        case .dash: return Border(after: hexadecimal, before: hexadecimal)
        case .plus:
            return Border(
                after: ByteSorts.mask(isNonzeroDigit),
                before: ByteSorts.mask {
                    !CharacterSet.isAlphanumeric($0) || "nrtbfv".utf8.contains($0)
                })
        case .uri:
            return Border(
                after: ByteSorts.mask { $0 > 0x20 },
                before: ByteSorts.mask {
                    CharacterSet.isAlphanumeric($0) || "+-.".utf8.contains($0)
                }
            )
        case .mrz:
            return Border(
                after: .max,
                before: ByteSorts.mask { CharacterSet.isUpper($0) || CharacterSet.isDigit($0) })
        case .placeholder:
            return Border(after: ByteSorts.mask(CharacterSet.isLetter), before: .max)
        case .authorization:
            return Border(after: ByteSorts.mask { " :=\"'\\\t".utf8.contains($0) }, before: .max)
        case .curl:
            return Border(after: ByteSorts.mask { $0 == 0x20 }, before: .max)
        case .machine, .login, .netrc:
            return Border(
                after: ByteSorts.mask { $0 > 0x20 }, before: ByteSorts.mask { $0 <= 0x20 })
        default: return any
        }
    }

    /// The gate for all words that end in a state: what stands before can be asked only where their
    /// lengths are the same.
    ///
    /// - Parameter isToken: All of them are marks of tokens that begin a word.
    static func gate(
        _ words: [(count: Int, borders: [Border])], isToken: Bool
    ) -> Automaton.Gate {
        let borders = words.flatMap(\.borders)
        let after = borders.reduce(0) { $0 | $1.after }
        guard let count = words.first?.count, words.allSatisfy({ $0.count == count }) else {
            return Automaton.Gate(after: after, before: .max, count: 1, isToken: false)
        }
        return Automaton.Gate(
            after: after, before: borders.reduce(0) { $0 | $1.before }, count: count,
            isToken: isToken)
    }
}
