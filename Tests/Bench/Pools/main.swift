import Keyring
import Vocabulary

// simulate SEEDS STEPS: invented days in the life of pools. bench: what a choice costs.
let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "bench" {
    PoolBench.run()
} else {
    let numbers = arguments.compactMap { Int($0) }
    let (seeds, steps) = (numbers.first ?? 100, numbers.dropFirst().first ?? 100_000)
    var (failed, lent, waited) = (0, 0, 0)
    for seed in 1...max(1, seeds) {
        var simulation = PoolSimulation(seed: UInt64(seed))
        simulation.run(steps: steps, calm: 20_000)
        lent += simulation.lent
        waited += simulation.waited
        guard !simulation.problems.isEmpty else { continue }
        failed += 1
        print("seed \(seed): \(simulation.problems.joined(separator: "; "))")
    }
    print(
        "pools: \(seeds) seeds of \(steps) steps, \(lent) keys lent, \(waited) waits, \(failed) seeds with problems"
    )
    if failed > 0 { PoolBench.fail() }
}
