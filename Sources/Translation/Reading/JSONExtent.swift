/// Tells when an object that comes in pieces is whole, looking at each byte once.
///
/// Before the first byte that isn't blank → open (in a string or not) → whole → not one object (something came that can't
/// follow, or it began as something else).
package struct JSONExtent: Sendable {
    private enum State { case before, open, whole, other }

    private var state = State.before
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Nothing came yet.
    package init() {}

    /// Is what came one object that nothing but blanks can follow?
    package var isWhole: Bool { state == .whole }

    /// Did nothing but blanks come?
    package var isBlank: Bool { state == .before }

    /// Takes the next piece.
    package mutating func take(_ piece: String) {
        guard state != .other else { return }
        for byte in piece.utf8 { take(byte) }
    }

    private mutating func take(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        guard byte != 0x20, !(0x09...0x0d).contains(byte) else { return }
        switch (state, byte) {
        case (.before, UInt8(ascii: "{")):
            state = .open
            depth = 1
        case (.open, UInt8(ascii: "\"")): isInString = true
        case (.open, UInt8(ascii: "{")), (.open, UInt8(ascii: "[")): depth += 1
        case (.open, UInt8(ascii: "}")), (.open, UInt8(ascii: "]")):
            depth -= 1
            if depth == 0 { state = .whole }
        case (.open, _): break
        default: state = .other
        }
    }
}
