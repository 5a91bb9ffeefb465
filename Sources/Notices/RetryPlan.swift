/// What becomes of one notice after each try: a value without clocks or sockets.
struct RetryPlan: Equatable {
    /// What to do next.
    enum Step: Equatable {
        /// It arrived.
        case done
        /// Try again after so many milliseconds.
        case retry(afterMilliseconds: Int64)
        /// Nobody took it in all tries.
        case giveUp
        /// The receiver said that it wants no more (410).
        case stop
    }

    /// Waits between the tries, in milliseconds: eight tries in some 75 minutes.
    static let waitsMilliseconds: [Int64] = [
        1_000, 5_000, 30_000, 120_000, 300_000, 1_200_000, 2_700_000,
    ]

    private var tries = 0

    /// Takes a try's outcome.
    ///
    /// - Parameter status: The HTTP status; `nil` when there was none.
    mutating func note(status: Int?) -> Step {
        if let status, (200..<300).contains(status) { return .done }
        if status == 410 { return .stop }
        guard tries < Self.waitsMilliseconds.count else { return .giveUp }
        defer { tries += 1 }
        return .retry(afterMilliseconds: Self.waitsMilliseconds[tries])
    }
}
