/// What was used in the last minute, second by second: never more than the limit in any sixty seconds.
///
/// A second counts until it is wholly older than a minute, so a window reaches back between sixty and sixty-one seconds.
struct MinuteWindow: Sendable {
    /// How many seconds count, the current one included.
    private static let seconds = 61

    private var uses = [Int64](repeating: 0, count: seconds)
    /// The last second that was written to.
    private(set) var newest: Int64 = 0
    /// The sum of `uses`.
    private(set) var used: Int64 = 0

    /// Forgets what is older than a minute.
    mutating func advance(to second: Int64) {
        guard second > newest else { return }
        if second - newest >= Int64(Self.seconds) {
            if used != 0 { uses = [Int64](repeating: 0, count: Self.seconds) }
            used = 0
        } else {
            for passed in newest + 1...second {
                used -= uses[Self.place(passed)]
                uses[Self.place(passed)] = 0
            }
        }
        newest = second
    }

    /// Counts a use in a second; one that is older than a minute counts no more.
    mutating func add(_ amount: Int64, at second: Int64) {
        guard second <= newest, newest - second < Int64(Self.seconds) else { return }
        let place = Self.place(second)
        let counted = max(amount, -uses[place])
        uses[place] += counted
        used += counted
    }

    /// The first second in which so much will have been forgotten; `nil` when there isn't as much to forget.
    func second(forgetting amount: Int64) -> Int64? {
        guard amount > 0 else { return newest }
        var forgotten: Int64 = 0
        for offset in 1...Int64(Self.seconds) {
            let oldest = newest + offset - Int64(Self.seconds)
            if oldest >= 0 { forgotten += uses[Self.place(oldest)] }
            if forgotten >= amount { return newest + offset }
        }
        return nil
    }

    private static func place(_ second: Int64) -> Int { Int(second % Int64(seconds)) }
}

extension MinuteWindow {
    /// In how many seconds everything will have been forgotten; zero when nothing is used.
    var secondsToEmpty: Int64 {
        guard used > 0, let second = second(forgetting: used) else { return 0 }
        return second - newest
    }
}
