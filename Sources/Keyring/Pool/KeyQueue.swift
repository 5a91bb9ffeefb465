import Vocabulary

/// The calls that wait for a key of one upstream, the oldest first.
///
/// Who leaves makes a gap; gaps at the front and too many of them are cleared, so that a step costs the same however
/// many wait.
struct KeyQueue {
    /// A call that waits.
    struct Waiter {
        let id: Int64
        let wish: KeyWish
        /// The class of its model.
        let name: String
        var deadline: Timestamp

        init(id: Int64, wish: KeyWish, deadline: Timestamp) {
            self.id = id
            self.wish = wish
            self.deadline = deadline
            name = ModelClass.of(wish.model)
        }
    }

    /// What becomes of one that is looked at.
    enum Verdict { case stays, leaves, isLast }

    /// How many wait.
    private(set) var count = 0
    /// No deadline is earlier.
    var firstDeadline = Timestamp(milliseconds: .max)
    private var places: [(id: Int64, waiter: Waiter?)] = []

    /// Puts a call at the end; numbers grow.
    mutating func append(_ waiter: Waiter) {
        places.append((waiter.id, waiter))
        firstDeadline = min(firstDeadline, waiter.deadline)
        count += 1
    }

    /// Takes a call out, if it is there.
    mutating func remove(_ id: Int64) {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < places.count, places[low].id == id, places[low].waiter != nil else { return }
        places[low].waiter = nil
        count -= 1
        tidy()
    }

    /// Looks at one after the other.
    ///
    /// - Parameter look: What becomes of a call; `.isLast`: it leaves, and no other is looked at.
    mutating func pass(_ look: (inout Waiter) -> Verdict) {
        for place in places.indices where places[place].waiter != nil {
            guard var waiter = places[place].waiter else { continue }
            let verdict = look(&waiter)
            places[place].waiter = verdict == .stays ? waiter : nil
            if verdict != .stays { count -= 1 }
            if verdict == .isLast { break }
        }
        tidy()
    }

    /// Moves all deadlines, because the clock was set.
    mutating func shift(by milliseconds: Int64) {
        pass { waiter in
            waiter.deadline = waiter.deadline.advanced(byMilliseconds: milliseconds)
            return .stays
        }
        firstDeadline = firstDeadline.advanced(byMilliseconds: milliseconds)
    }

    private mutating func tidy() {
        if count == 0 || places.count > 2 * count + 16 { places.removeAll { $0.waiter == nil } }
    }
}
