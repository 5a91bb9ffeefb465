import Content
import Gateway
import Keyring
import Ledger
import Vocabulary

/// The redacted request and answer of a call whose policy keeps them.
package struct ShowContent: UseCase {
    package static let name = "content.show"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> ContentEntry {
        let id = try CallName.id(id)
        let call = try await office.read { try CallRecord.find(id, in: $0) }
        guard let call else {
            throw AdministrationFault(
                .notFound, "There is no call \(id); bursar call list shows the newest.")
        }
        guard let commitment = call.contentCommitment else {
            throw AdministrationFault(
                .notFound,
                "Nothing is kept of \(id): its policy kept no content (content.keep) or it never reached a provider."
            )
        }
        let kept: KeptCall?
        do { kept = try await office.contentDesk().find(id) } catch {
            throw AdministrationFault(error)
        }
        guard let kept else {
            throw AdministrationFault(.notFound, try await Self.lack(of: call, in: office))
        }
        // Without memory for it, it isn't shown to agree.
        return ContentEntry(kept, agrees: (try? kept.commitment()) == commitment)
    }

    /// Why what was kept isn't there.
    private static func lack(
        of call: CallRecord, in office: Office
    ) async throws(AdministrationFault) -> String {
        let erased = try await office.read { try Erasures.time(of: call.id, in: $0) }
        if let erased { return "What was kept of \(call.id) was erased at \(erased.text)." }
        return
            "What was kept of \(call.id) isn't there any more: its retention is over, or it couldn't be written (the log says “content not kept”)."
    }
}

/// What is kept of a call, as answers show it.
package struct ContentEntry: Codable, Sendable {
    package let call: String
    /// The body as it went on, without what policy keeps back; bytes that aren't UTF-8 are replaced.
    package let request: String
    /// The answer before anything was put back into it.
    package let answer: String
    package let stream: Bool
    /// Was something left off?
    package let cut: Bool
    package let keptUntil: String
    /// Is it what the ledger's row commits to?
    package let agrees: Bool

    init(_ kept: KeptCall, agrees: Bool) {
        call = kept.call.description
        request = String(decoding: kept.request, as: UTF8.self)
        answer = String(decoding: kept.answer, as: UTF8.self)
        stream = kept.isStream
        cut = kept.isCut
        keptUntil = kept.expires.text
        self.agrees = agrees
    }
}
