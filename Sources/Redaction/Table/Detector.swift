/// One row of the table of detectors: what is looked for, and what must hold for it to count.
package struct Detector: Sendable {
    /// How a row's shapes are read and where they are looked for.
    enum Kind: String, Sendable {
        /// A literal mark, then runs of characters.
        case token
        /// Groups of digits and letters with separators between them.
        case code
        /// A word with a class of characters at each place: `9` a digit, `A` a capital, `N` either.
        case mask
        /// A shape shortly after a word.
        case near
        /// What is assigned to a word.
        case assign
        /// A matcher of its own; the shape is its name.
        case special
    }

    /// Its name in policies and reports.
    package let name: String
    /// The family whose name covers it in policies.
    package let family: String
    /// Two to six capitals: in placeholders, masks and the `bursar-redacted` header.
    package let label: String
    /// What it finds, for people.
    package let summary: String
    let kind: Kind
    let shapes: [String]
    /// Words of which one must stand shortly before (always, or for shapes not marked with `!`).
    let context: [String]
    /// What the text must pass besides its shape.
    let check: Check?
    /// Shannon entropy in hundredths of a bit a character; zero asks for nothing.
    let entropyMin: Int
    /// Both a digit and a letter must be there.
    let isMixed: Bool
    /// A digit must be there.
    let hasDigit: Bool
    /// A word must stand before, whatever the shape.
    let needsContext: Bool
    /// It looks like the number of a document: six digits or more, or five and a letter.
    let isDocumentNumber: Bool
    /// It looks like a password that somebody chose.
    let isPassword: Bool
    /// Its word is a service's name, which says less than one for a key.
    let isService: Bool
    /// Its word must be the whole word before the assignment.
    let isExactWord: Bool
    /// It may stand inside a longer word or address.
    let isInner: Bool
    /// How long an assigned value may be.
    let lengths: ClosedRange<Int>
}
