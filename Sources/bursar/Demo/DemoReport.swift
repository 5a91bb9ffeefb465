import Administration

/// The demo's report: usage by client, key and model with cost; one call explained; the books.
struct DemoReport {
    private static let dimensions = ["client", "key", "model"]

    let office: Office
    let format: OutputFormat

    /// The report as one document.
    private struct Document: Encodable {
        let usage: UsageReport.Answer
        let explained: CallExplanation?
        let books: CheckBooks.Answer
    }

    /// Writes it on standard output.
    ///
    /// - Throws: When the books don't balance, or no call that should have succeeded did.
    func write(about calls: [DemoCalls.Made]) async throws {
        let usage = try await UsageReport(by: Self.dimensions).perform(in: office)
        let good =
            calls.first { $0.status == 200 && $0.events > 0 } ?? calls.first { $0.status == 200 }
        var explained: CallExplanation?
        if let call = good?.call { explained = try await ExplainCall(id: call).perform(in: office) }
        let books = try await CheckBooks().perform(in: office)
        let document = Document(usage: usage, explained: explained, books: books)
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
            return text
        }
        guard books.ok else {
            throw CommandFailure("The books don't balance; this is a fault of Bursar.")
        }
        let succeeded = calls.count { $0.status == 200 }
        guard succeeded >= 4 else {
            throw CommandFailure(
                "Only \(succeeded) of 4 calls succeeded; this is a fault of Bursar.")
        }
    }
}
