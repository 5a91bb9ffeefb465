/// The bounds of a pool of keys; every wait in it has one.
package enum PoolLimits {
    /// How many calls wait for a key of one upstream at most.
    package static let waitersMax = 1_024
    /// How long a bench lasts at least, in milliseconds.
    package static let benchMilliseconds: Int64 = 250
    /// How long the only key for a model waits at most, in milliseconds (facts/protocols PT-84).
    package static let soleBenchMilliseconds: Int64 = 5_000
    /// How long a probe may leave its outcome open before another call may try, in milliseconds.
    package static let probeMilliseconds: Int64 = 30_000
    /// When a probe that is under way is expected to say what it found, in milliseconds from now.
    package static let probeAnswerMilliseconds: Int64 = 1_000
    /// Refusals in a row after which a key is disabled.
    package static let refusalsMax = 3
    /// By how many calls a key may be ahead of its share for the sake of conversations it knows.
    package static let affinityCallsMax: Int64 = 64
    /// After so many milliseconds being ahead is forgotten.
    package static let affinityMilliseconds: Int64 = 60_000
    /// By how many calls a key may be behind its share and make up for it.
    package static let catchUpCallsMax: Int64 = 2
    /// How many models' lists of allowed keys are kept for an upstream.
    package static let modelsMax = 256
    /// How many classes of models are watched at an upstream; beyond, the one whose loss matters least is forgotten.
    package static let classesMax = 256
}
