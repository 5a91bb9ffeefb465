import GRDB

/// What lives as long as the writer's connection and has a part in its transactions; used on the writer's thread only.
package protocol Lasting: AnyObject {
    /// Made at first use, in a transaction; given up again when that one fails.
    init(in transaction: Transaction) throws
    /// Writes what this transaction added to it; the last thing before the commit.
    func flush(_ transaction: Transaction) throws
    /// The transaction is durable.
    func committed()
    /// The transaction is gone, and what it added.
    func rolledBack()
}

/// What lasts on one connection.
final class LastingParts {
    private var parts: [ObjectIdentifier: any Lasting] = [:]
    private var fresh: Set<ObjectIdentifier> = []

    func part<Part: Lasting>(_ type: Part.Type, in transaction: Transaction) throws -> Part {
        if let known = parts[ObjectIdentifier(type)] as? Part { return known }
        let made = try Part(in: transaction)
        parts[ObjectIdentifier(type)] = made
        fresh.insert(ObjectIdentifier(type))
        return made
    }

    func flush(_ transaction: Transaction) throws {
        for part in parts.values { try part.flush(transaction) }
    }

    func committed() {
        fresh = []
        for part in parts.values { part.committed() }
    }

    func rolledBack() {
        for name in fresh { parts[name] = nil }
        fresh = []
        for part in parts.values { part.rolledBack() }
    }

    func forget() { parts = [:] }
}
