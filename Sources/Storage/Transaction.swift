import GRDB

/// The transaction that a group of changes shares.
///
/// Used on the writer's thread only, for the time of a change.
@usableFromInline
package final class Transaction {
    package let database: Database
    private let hot: HotStatements
    private let lasting: LastingParts
    private var deferred: [ObjectIdentifier: any Deferred] = [:]

    init(_ database: Database, hot: HotStatements, lasting: LastingParts) {
        self.database = database
        self.hot = hot
        self.lasting = lasting
    }

    /// The one part of this kind that lasts as long as the connection; made at first use.
    package func part<Part: Lasting>(_ type: Part.Type) throws -> Part {
        try lasting.part(type, in: self)
    }

    /// The one collector of this kind in this transaction; made at first use, flushed before the commit.
    package func collector<Collector: Deferred>(_ type: Collector.Type) -> Collector {
        if let known = deferred[ObjectIdentifier(type)] as? Collector { return known }
        let made = Collector()
        deferred[ObjectIdentifier(type)] = made
        return made
    }

    /// A statement that every call runs, ready to be bound.
    package func statement(_ sql: HotSQL) throws -> HotStatement {
        try hot.statement(sql, on: database)
    }

    /// Runs a statement that is prepared once for the life of the connection.
    ///
    /// - Returns: How many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
        return database.changesCount
    }

    func flush() throws {
        for collector in deferred.values { try collector.flush(self) }
        try lasting.flush(self)
    }
}

/// Sums that many changes of one transaction share, written once before it commits.
package protocol Deferred: AnyObject {
    init()
    /// Writes the sums.
    func flush(_ transaction: Transaction) throws
}
