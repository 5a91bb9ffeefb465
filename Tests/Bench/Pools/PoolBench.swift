import Keyring
import Vocabulary

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Measures a choice and its return.
enum PoolBench {
    /// Prints nanoseconds for pools of several sizes.
    static func run() {
        let now = Timestamp(milliseconds: 1_795_000_000_000)
        print(
            "\n## Choosing a key\n\n| keys | kind | ns a choice | ns with its return |\n|---|---|---|---|"
        )
        for count in [1, 10, 100, 1000] {
            for kind in ["plain", "conversations", "one in ten benched", "choosy keys"] {
                let keys = (0..<count).map {
                    PoolKey(
                        number: Int64($0 + 1), version: Int64($0 + 1), weight: 1 + $0 % 5,
                        parallelMax: 1_000,
                        models: kind == "choosy keys" && $0 % 2 == 1
                            ? [Glob("claude-*")].compactMap(\.self) : nil)
                }
                var state = KeyPoolState(seed: 1)
                state.adopt([1: keys], at: now)
                if kind == "one in ten benched" {
                    for key in 1...count where key % 10 == 0 {
                        let wish = KeyWish(upstream: 1, model: "gpt-4o", only: Int64(key))
                        guard case .success(let loan) = state.lend(wish, at: now) else { continue }
                        state.report(loan, .limited(hint: 600_000), at: now)
                        state.release(loan, at: now)
                    }
                }
                let (choice, whole) = measure(&state, hasTalks: kind == "conversations", at: now)
                print("| \(count) | \(kind) | \(choice) | \(whole) |")
            }
        }
    }

    /// The best of some rounds, in nanoseconds a call: the choice alone, and with its report and return.
    private static func measure(
        _ state: inout KeyPoolState, hasTalks: Bool, at now: Timestamp
    ) -> (choice: UInt64, whole: UInt64) {
        let clock = SystemClock()
        let batch = 500
        var (choice, whole) = (UInt64.max, UInt64.max)
        var loans: [KeyLoan] = []
        loans.reserveCapacity(batch)
        for round in 0..<400 {
            let began = clock.monotonicNanoseconds
            for call in 0..<batch {
                let talk = UInt64(round &* batch &+ call) &* 0x9E37_79B9_7F4A_7C15 >> 20
                let wish = KeyWish(upstream: 1, model: "gpt-4o", affinity: hasTalks ? talk : nil)
                if case .success(let loan) = state.lend(wish, at: now) { loans.append(loan) }
            }
            let chosen = clock.monotonicNanoseconds
            for loan in loans {
                state.report(loan, .served, at: now)
                state.release(loan, at: now)
            }
            let ended = clock.monotonicNanoseconds
            loans.removeAll(keepingCapacity: true)
            choice = min(choice, (chosen - began) / UInt64(batch))
            whole = min(whole, (ended - began) / UInt64(batch))
        }
        return (choice, whole)
    }

    /// Ends with status 1.
    static func fail() -> Never { exit(1) }
}
