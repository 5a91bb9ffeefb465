import Foundation

/// How far long work is, on standard error: one line that is written over on a terminal, nothing elsewhere for the first
/// seconds and a line every ten then.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let began = Date()
    private var last = Date()
    private var isShown = false

    /// Shows what is done and how far it is, from 0 to 1; at most five times a second.
    mutating func show(_ what: String, _ part: Double) {
        let now = Date()
        let pause = isTerminal ? 0.2 : 10
        guard now.timeIntervalSince(last) >= pause else { return }
        last = now
        let text = "\(what): \(Int(part * 100)) %, \(Int(now.timeIntervalSince(began))) s"
        write(isTerminal ? "\r\u{1b}[K\(text)" : text + "\n")
        isShown = true
    }

    /// Clears the line.
    mutating func end() {
        if isShown, isTerminal { write("\r\u{1b}[K") }
        isShown = false
    }

    private func write(_ text: String) {
        // nobody is watching: nothing to do
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
