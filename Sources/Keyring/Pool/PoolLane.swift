import Vocabulary

extension UpstreamPool {
    /// What is known of a class of models at the upstream.
    struct Lane {
        /// Benches by the key's place.
        var benches: [Int: Bench] = [:]
        /// A bit for each key that doesn't serve the class now.
        var closed: [UInt64]
        var circuit = Circuit()

        /// How much is lost when it is forgotten, and until when that matters: a class that serves least, then one that
        /// only some keys may not use (a name that a client made up), then the others.
        func worth(at moment: Timestamp) -> (grade: Int, until: Timestamp) {
            var worth = (grade: 0, until: Timestamp(milliseconds: 0))
            for bench in benches.values where bench.isClosed(at: moment) {
                worth.grade = max(worth.grade, bench.reason == .forbidden ? 1 : 2)
                worth.until = max(worth.until, bench.dueAt)
            }
            if let bench = circuit.bench, bench.isClosed(at: moment) {
                worth = (2, max(worth.until, bench.dueAt))
            }
            return worth
        }
    }

    /// What has changed for those who wait.
    struct Touched {
        /// All.
        var isAll = false
        /// Classes of models.
        var classes: [String] = []
        /// Keys of which something was forgotten.
        var evicted: [Int64] = []
    }
}
