/// How much the log tells, from least to most.
package enum LogLevel: String, CaseIterable, Sendable {
    /// Wakes somebody.
    case error
    /// Is for tomorrow.
    case warning
    /// One line a call.
    case info
    /// For us.
    case debug
}
