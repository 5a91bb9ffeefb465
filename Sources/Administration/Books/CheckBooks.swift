import Ledger

/// Are all sums equal?
package struct CheckBooks: UseCase {
    package static let name = "ledger.books"

    /// `{"ok","entries","problems"}`
    package struct Answer: Codable, Sendable {
        package let ok: Bool
        /// How many calls and attempts were summed.
        package let entries: Int64
        /// One sentence for each sum that differs.
        package let problems: [String]

        package init(ok: Bool, entries: Int64, problems: [String]) {
            self.ok = ok
            self.entries = entries
            self.problems = problems
        }
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            let books = try Books(checking: database)
            return Answer(
                ok: books.problems.isEmpty, entries: books.entries, problems: books.problems)
        }
    }
}
