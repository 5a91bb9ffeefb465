import Foundation
import GRDB
import Storage
import Vault
import Vocabulary
import Wire

/// Something that isn't a call: what an operator did, what Bursar did by itself.
package struct JournalEvent: Sendable {
    /// Who did it, when Bursar itself did.
    package static let house = "bursar"

    /// The use case (`client.add`), or a word of Bursar's own.
    package let kind: String
    /// `operator:UID`, `client` or `bursar`.
    package let actor: String
    /// What there is to say besides the changed rows: members of a JSON object, without its braces. Never a secret.
    package let detail: String

    package init(kind: String, actor: String, detail: String = "") {
        self.kind = kind
        self.actor = actor
        self.detail = detail
    }

    /// Writes the event's row and its leaf.
    func write(
        changes: [String], at now: Timestamp, to journal: Journal, in transaction: Transaction
    ) throws {
        let members =
            [detail, changes.isEmpty ? "" : "\"changes\":[" + changes.joined(separator: ",") + "]"]
            .filter { !$0.isEmpty }
        let text = "{" + members.joined(separator: ",") + "}"
        let salt: [UInt8]
        do { salt = try RandomBytes.make(32) } catch {
            throw JournalFault(.unsigned, "An event can't be written: \(error).")
        }
        let commitment = EventLeaf.commitment(to: text, salt: salt, journal.tree)
        try transaction.execute(
            """
            INSERT INTO event (entry, at_ms, kind, actor, salt, commitment, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                journal.nextIndex, now.milliseconds, kind, actor, salt.data,
                commitment.bytes.data, text,
            ])
        EventLeaf(
            number: transaction.database.lastInsertedRowID, at: now, kind: kind, actor: actor,
            commitment: commitment
        ).write(to: &journal.text)
        journal.append()
    }
}

/// The leaf of an event.
package struct EventLeaf: Hashable, Sendable {
    let number: Int64
    let at: Timestamp
    let kind: String
    let actor: String
    let commitment: Fingerprint

    /// What binds an event's leaf to its detail.
    static func commitment(to detail: String, salt: [UInt8], _ tree: TreeHash) -> Fingerprint {
        tree.commitment(salt + Array(detail.utf8))
    }

    /// Builds the leaf.
    func write(to text: inout LeafText) {
        text.begin()
        text.add("actor", actor)
        text.add("at", at.milliseconds)
        text.add("commitment", commitment)
        text.add("event", number)
        text.add("kind", kind)
        text.add("leaf", "event")
        text.add("v", LeafText.version)
        text.end()
    }
}
