import Vocabulary
import Wire

/// Puts back into whole answers what a request's placeholders stand for.
package struct WholeRestorer: Sendable {
    /// How an answer may be; larger than a request, since a provider wrote it.
    private static let limits = JSONLimits(depthMax: 256, nodesMax: 4_000_000, bytesMax: 64 << 20)

    private let restoration: Restoration
    private let redactor: Redactor?
    private let dialect: Dialect
    /// What may not fit the restored text.
    package private(set) var notes: Set<RestorationNote> = []
    /// What was taken out of what the model wrote.
    package private(set) var findings = Findings()

    /// For the answers to one request.
    ///
    /// - Parameters:
    ///   - redactor: Scans what the model wrote if its policy says so; `nil` never does.
    ///   - dialect: The client's: the answer has been translated back.
    package init(_ restoration: Restoration, redactor: Redactor?, dialect: Dialect) {
        self.restoration = restoration
        self.redactor = redactor?.policy.scansReplies == true ? redactor : nil
        self.dialect = dialect
    }

    /// An answer's or an error's body with everything put back.
    ///
    /// - Throws: `.unreadableReply`, `.replyBlocked`, `.tooManyFindings`, `.tooCostly`.
    package mutating func restore(_ body: [UInt8]) throws(RedactionFault) -> [UInt8] {
        guard !restoration.isEmpty || redactor != nil else { return body }
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(parsing: body, limits: Self.limits)
        } catch {
            throw RedactionFault(.unreadableReply)
        }
        var walk = ReplyWalk(
            restoration, dialect: dialect,
            search: redactor.map { TextSearch($0, forReplies: true) })
        let restored = try walk.body(of: document) ?? body
        notes.formUnion(walk.notes)
        findings = walk.search?.findings ?? findings
        return restored
    }
}
