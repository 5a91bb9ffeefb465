// What the log costs the ledger, and how fast it is checked. `make bench` runs it; CALLS sets how many calls (200,000).
import Foundation
import Journal
import Ledger
import Storage
import Vocabulary

let calls = ProcessInfo.processInfo.environment["CALLS"].flatMap { Int($0) } ?? 200_000
let folder = FileManager.default.temporaryDirectory.appending(path: "journal-bench-\(UUID())")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let file = try LedgerFile(at: folder.appending(path: "ledger.db").path)
let bench = LedgerBench(file: file, calls: calls)

let ledger = try await bench.run()
let leaves = try await bench.leavesAlone()
let share = leaves.processorSeconds / (ledger.processorSeconds - leaves.processorSeconds) * 100
print(
    """

    ## The log
    - \(calls) calls, 64 at once, begun and settled: \(Int(Double(calls) / ledger.seconds)) calls/s, \
    \(Int(ledger.processorSeconds / Double(calls) * 1e6)) µs of CPU a call
    - their leaves and tree alone: \(Int(leaves.processorSeconds / Double(calls) * 1e7)) tenths of a µs a call, \
    \(Int(share * 10)) ‰ of what the ledger costs without them (goal: 150 ‰)
    """)
file.close()
print(
    "- a call's rows, sums, hashes and indexes: \(try bench.bytes() / Int64(calls)) bytes (goal: 400)"
)
let began = Date()
let processor = LedgerBench.processorSeconds
let verified = try Verification(.rows, witnessed: nil, of: try ReadOnlyFile(at: file.path)) {
    _, _ in
}
let seconds = Date().timeIntervalSince(began)
print(
    "- ledger verify of \(verified.entries) entries: \(Int(seconds * 1_000)) ms, "
        + "\(Int(Double(verified.entries) / seconds)) entries/s, "
        + "\(Int((LedgerBench.processorSeconds - processor) / Double(verified.entries) * 1e9)) ns of CPU each, "
        + "\(verified.problems.count) problems"
)
let booksBegan = Date()
let books = try ReadOnlyFile(at: file.path).read { try Books(checking: $0) }
let booksSeconds = Date().timeIntervalSince(booksBegan)
print(
    "- ledger books of \(books.entries) entries: \(Int(booksSeconds * 1_000)) ms, "
        + "\(Int(Double(books.entries) / booksSeconds)) entries/s, \(books.problems.count) problems"
)
