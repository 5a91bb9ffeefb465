import Administration
import Ledger
import Sandbox
import Vocabulary

/// The demo's report: usage by client, key and model with cost; one call explained; the books, and
/// what the provider counted.
struct DemoReport {
    private static let dimensions = ["client", "key", "model"]

    let office: Office
    /// What the provider counted.
    let provider: CallBook
    let format: OutputFormat

    /// The report as one document.
    private struct Document: Encodable {
        let usage: UsageReport.Answer
        let explained: CallExplanation?
        let books: CheckBooks.Answer
        let log: LogCheck
        let provider: ProviderCount
    }

    /// What verifying the log found.
    private struct LogCheck: Encodable {
        let ok: Bool
        let entries: Int64
        let problems: [String]
    }

    /// What the provider says it served, all meters of a side together.
    private struct ProviderCount: Encodable {
        let calls: Int64
        let inputTokens: Int64
        let outputTokens: Int64
        /// Is it what the books say?
        let agrees: Bool
    }

    /// Writes it on standard output.
    ///
    /// - Throws: When a pair failed, the books don't balance, or the provider counted otherwise.
    func write(about calls: DemoCalls.Outcome) async throws {
        let usage = try await UsageReport(by: Self.dimensions).perform(in: office)
        var explained: CallExplanation?
        if let call = calls.example {
            explained = try await ExplainCall(id: call).perform(in: office)
        }
        let books = try await CheckBooks().perform(in: office)
        let verified = try await office.read {
            try Verification(.rows, witnessed: nil, in: $0) { _, _ in }
        }
        let log = LogCheck(
            ok: verified.problems.isEmpty, entries: verified.entries, problems: verified.problems)
        let count = count(beside: usage.total)
        let document = Document(
            usage: usage, explained: explained, books: books, log: log, provider: count)
        try format.write(document) {
            var text =
                "\nUsage by client, key and model\n\n" + UsageText.table(usage, by: Self.dimensions)
            if let explained {
                text += "\nOne call explained\n\n" + ExplanationText.text(explained)
            }
            text += "\n"
            text +=
                books.ok
                ? "The books balance over \(books.entries) entries.\n"
                : books.problems.map { PlainText.word($0) + "\n" }.joined()
            text +=
                log.ok
                ? "Every one of the log's \(log.entries) entries is what its row says.\n"
                : log.problems.map { PlainText.word($0) + "\n" }.joined()
            text += "The provider counted \(count.inputTokens) input and \(count.outputTokens) "
            text +=
                "output tokens" + (count.agrees ? "; so do the books.\n" : "; the books don't.\n")
            return text
        }
        guard calls.soundPairs == DemoCalls.pairs else {
            throw CommandFailure(
                "Only \(calls.soundPairs) of \(DemoCalls.pairs) pairs succeeded; this is a fault of "
                    + "Bursar.")
        }
        guard books.ok, count.agrees, log.ok else {
            throw CommandFailure(
                "The books don't balance, or the log isn't sound; this is a fault of Bursar.")
        }
    }

    private func count(beside total: UsageRow) -> ProviderCount {
        var calls: Int64 = 0
        var served = TokenUsage()
        for totals in provider.totals().models.values {
            calls += totals.calls
            for meter in Meter.allCases { served[meter] += totals.usage[meter] }
        }
        let input = total.inputTokens + total.cacheReadTokens + total.cacheWriteTokens
        return ProviderCount(
            calls: calls, inputTokens: served.inputTokens, outputTokens: served.outputTokens,
            agrees: (input, total.outputTokens) == (served.inputTokens, served.outputTokens))
    }
}
