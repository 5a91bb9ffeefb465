import GRDB
import Journal
import Storage

extension Verification {
    /// Does the log end where its newest rows end? Looked at whenever the data is opened.
    ///
    /// - Returns: What is wrong, as a sentence; `nil` when nothing is.
    package static func recent(in database: Database) throws -> String? {
        guard let identity = try JournalIdentity.find(in: database),
            let last = try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM call")
        else { return nil }
        let stored = StoredTree(database)
        let size = try stored.size()
        let tree = TreeHash()
        var text = LeafText()
        var problem: String?
        let rows = try RowLeaves(last - 255...last, in: database)
        while problem == nil, let (call, tries) = try rows.next() {
            if call.number <= identity.callsBefore, call.entry == nil { continue }
            try RowLeaves.each(
                of: call, tries, problem: { problem = $0 },
                take: { index, leaf in
                    leaf.write(to: &text, key: identity.textKey, tree)
                    let width = Int64(HashTile.width)
                    let place = Int(index % width)
                    guard index >= 0, index < size,
                        try stored.hashes(level: 0, number: index / width, count: place + 1)[place]
                            == text.hash(by: tree)
                    else {
                        problem = "call \(call.number) isn't what entry \(index) of the log says"
                        return
                    }
                })
        }
        return problem
    }
}
