import GRDB
import Journal
import Storage
import Vocabulary

/// Makes the leaves of calls, tries, decisions and scopes again and compares them with the log.
struct RowCheck {
    private let identity: JournalIdentity
    private let leaves: StoredLeaves
    private let events: EventCheck
    private let problem: (String) -> Void

    init(
        _ identity: JournalIdentity, _ leaves: StoredLeaves, _ events: EventCheck,
        problem: @escaping (String) -> Void
    ) {
        self.identity = identity
        self.leaves = leaves
        self.events = events
        self.problem = problem
    }

    /// Checks them all.
    ///
    /// - Returns: The problems of calls.
    func check(
        _ database: Database, _ lanes: ReadLanes?, _ progress: Verification.Progress
    ) throws -> ProblemList {
        let calls = CallCheck(identity, last: try CallCheck.last(in: database))
        func own() throws { try calls.take(database, leaves) { progress("calls", $0) } }
        if let lanes {
            try lanes.run({ try calls.take($0) }, own: own)
        } else {
            try own()
        }
        let found = calls.finish(leaves)
        try checkNumbered(database)
        try checkRefusals(database)
        return found
    }

    private func checkNumbered(_ database: Database) throws {
        let tree = TreeHash()
        var text = LeafText()
        func explain(_ leaf: LedgerLeaf, _ index: Int64, _ subject: String) throws {
            leaf.write(to: &text, key: identity.textKey, tree)
            try events.explain(index, text.hash(by: tree), subject)
        }
        let decisions = try RowScan(
            "SELECT number, rule, reason, entry FROM decision WHERE entry IS NOT NULL ORDER BY number",
            on: database)
        while try decisions.next() {
            let number = decisions.integer(0)
            try explain(
                .decision(
                    number: number, rule: decisions.text(1) ?? "",
                    reason: decisions.text(2) ?? ""), decisions.integer(3), "decision \(number)")
        }
        let scopes = try RowScan(
            """
            SELECT number, windows, entry,
                   IFNULL((SELECT GROUP_CONCAT(budget || '@' || start_ms, ' ')
                           FROM (SELECT budget, start_ms FROM budget_scope_window
                                 WHERE scope = budget_scope.number ORDER BY budget)), '')
            FROM budget_scope WHERE entry IS NOT NULL ORDER BY number
            """, on: database)
        while try scopes.next() {
            let number = scopes.integer(0)
            let windows = scopes.text(1) ?? ""
            try explain(
                .scope(number: number, windows: windows), scopes.integer(2),
                "budgets' scope \(number)")
            if Set(windows.split(separator: " "))
                != Set((scopes.text(3) ?? "").split(separator: " "))
            {
                problem("the windows of budgets' scope \(number) aren't those of its rows")
            }
        }
    }

    /// Gathered refusals are what their events sum to.
    private func checkRefusals(_ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT minute_ms, token, rule, SUM(refusals) AS difference
                FROM (
                    SELECT minute_ms, client, token, rule, refusals FROM limit_refusal
                    UNION ALL
                    SELECT json_extract(each.value, '$.minute_ms'), json_extract(each.value, '$.client'),
                           json_extract(each.value, '$.token'), json_extract(each.value, '$.rule'),
                           -json_extract(each.value, '$.refusals')
                    FROM event, json_each(event.detail, '$.refusals') AS each
                    WHERE event.kind = 'limit.refusals'
                )
                GROUP BY minute_ms, client, token, rule
                HAVING SUM(refusals) <> 0
                LIMIT 20
                """)
        for row in rows {
            problem(
                "refusals of token \(row["token"] as Int64) by \(row["rule"] as String) aren't what events say"
            )
        }
    }
}
