/// Why an operator's pattern can't be used, or could not be searched for.
///
/// It names the pattern and never carries text that was searched.
package struct PatternFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, Sendable, CaseIterable {
        /// PCRE2 doesn't understand the pattern; `offset` says where.
        case invalid
        /// Longer than `Pattern.bytesMax`, or compiles to more than `Pattern.compiledBytesMax`.
        case tooLarge = "too large"
        /// It can match nothing at all, and so would match everywhere.
        case matchesEmpty = "matches the empty text"
        /// A search passed the limit of steps, depth or memory.
        case tooCostly = "too costly"
        /// A text holds more matches than `Pattern.matchesMax`.
        case tooManyMatches = "too many matches"
        /// The text isn't UTF-8.
        case invalidText = "text is not UTF-8"
        /// PCRE2 has no memory left or failed inside.
        case failed
    }

    /// The reason.
    package let code: Code
    /// The operator's name for the pattern.
    package let name: String
    /// Where in the pattern, in bytes; zero when that makes no sense.
    package let offset: Int

    /// A fault of a pattern.
    package init(_ code: Code, name: String, offset: Int = 0) {
        self.code = code
        self.name = name
        self.offset = offset
    }

    /// For the operator.
    package var description: String {
        code == .invalid
            ? "pattern \(name) is invalid at byte \(offset)"
            : "pattern \(name): \(code.rawValue)"
    }
}
