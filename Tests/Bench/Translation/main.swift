// What translating costs, in CPU time: a long conversation between all pairs of dialects, and streamed events.
// Run by `make bench`; BENCH_ROUNDS says how often each is done, the best of which counts.

import Glibc

let rounds = getenv("BENCH_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 20
print("| 200 KB, 100 messages with tools | bytes in | ms there | ms back | both ways, ms (≤ 4) |")
print("|---|---|---|---|---|")
for pair in LongConversation.pairs { try print(pair.line(rounds: rounds)) }
print("")
print("| streamed events | events | µs an event (≤ 20) |")
print("|---|---|---|")
for pair in LongStream.pairs { try print(pair.line(rounds: rounds)) }
