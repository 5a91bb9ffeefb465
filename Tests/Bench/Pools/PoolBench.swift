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
        print("\n## Choosing a key\n\n| keys | kind | ns a call |\n|---|---|---|")
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
                let clock = SystemClock()
                let rounds = 200_000
                var best = UInt64.max
                for _ in 0..<5 {
                    let began = clock.monotonicNanoseconds
                    for round in 0..<rounds {
                        let wish = KeyWish(
                            upstream: 1, model: "gpt-4o",
                            affinity: kind == "conversations"
                                ? UInt64(round) &* 0x9E37_79B9_7F4A_7C15 >> 20 : nil)
                        guard case .success(let loan) = state.lend(wish, at: now) else { continue }
                        state.report(loan, .served, at: now)
                        state.release(loan, at: now)
                    }
                    best = min(best, clock.monotonicNanoseconds - began)
                }
                print("| \(count) | \(kind) | \(best / UInt64(rounds)) |")
            }
        }
    }

    /// Ends with status 1.
    static func fail() -> Never { exit(1) }
}
