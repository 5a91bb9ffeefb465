import Logging
import Settings
import Synchronization

/// The least that the process's log tells; an operator may change it while it runs.
enum LogThreshold {
    private static let level = Atomic(index(of: .info))

    /// The level of this moment.
    static var current: Logger.Level {
        Logger.Level.allCases[level.load(ordering: .relaxed)]
    }

    /// Tells less, or more, from now on.
    static func set(_ new: Logger.Level) { level.store(index(of: new), ordering: .relaxed) }

    private static func index(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}

extension LogLevel {
    /// The same in swift-log's words.
    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .info: .info
        case .debug: .debug
        }
    }
}
