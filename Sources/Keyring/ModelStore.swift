import Foundation
import GRDB
import Storage
import Vocabulary

/// A model as somebody routes it, with an id that makes doing it twice the same as once.
package struct ModelChange: Sendable {
    /// How many levels a model has at most, and how many targets a level.
    package static let levelsMax = 32

    /// Made once by whoever asks; the same id twice changes nothing.
    package let id: Identifier
    /// Public names of models.
    package let glob: Glob
    /// Targets in order; those of one level share its calls by weight.
    package let levels: [[TargetText]]

    /// - Parameters:
    ///   - id: Made once by whoever asks.
    ///   - glob: Public names of models.
    ///   - levels: The texts of `--to`, in order; each is one target, or several separated by
    ///     commas.
    /// - Throws: `.badGlob`, `.badTarget`.
    package init(id: Identifier, glob: String, levels: [String]) throws(KeyringFault) {
        guard WordList.isWord(glob), let glob = Glob(glob) else {
            throw KeyringFault(
                .badGlob,
                "A glob is 1 to 256 characters of ASCII without spaces, commas and quotes.")
        }
        guard !levels.isEmpty, levels.count <= Self.levelsMax else {
            throw KeyringFault(
                .badTarget,
                "Say where its calls go: 1 to \(Self.levelsMax) times --to UPSTREAM[/MODEL].")
        }
        var parsed: [[TargetText]] = []
        for level in levels {
            let targets = try TargetText.level(level)
            guard targets.count <= Self.levelsMax else {
                throw KeyringFault(.badTarget, "A level has at most \(Self.levelsMax) targets.")
            }
            parsed.append(targets)
        }
        self.id = id
        self.glob = glob
        self.levels = parsed
    }
}

/// What a glob of public model names is routed to.
package struct ModelRecord: Hashable, Sendable {
    /// One place that may serve it.
    package struct Target: Hashable, Sendable {
        /// From 1; later levels are for when no earlier one can serve.
        package let level: Int
        /// The upstream's number.
        package let upstream: Int64
        /// The upstream's name.
        package let upstreamName: String
        /// The model's name there; `nil` for the name the client asked for.
        package let model: String?
        /// Its share beside the others, 1 to 1,000.
        package let weight: Int
    }

    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// Public names of models.
    package let glob: Glob
    /// When it was made.
    package let createdAt: Timestamp
    /// In order of level and as written.
    package let targets: [Target]
}

/// The tables of public models.
package enum ModelStore {
    /// Routes a glob; what it was routed to before is kept as history.
    ///
    /// - Returns: The new route, or the one of an earlier call with the same id.
    /// - Throws: `.noSuchUpstream`.
    @discardableResult
    package static func set(_ change: ModelChange, at now: Timestamp, in database: Database) throws
        -> ModelRecord
    {
        let known = try Int64.fetchOne(
            database, sql: "SELECT number FROM model WHERE id = ?",
            arguments: [change.id.bytes.data])
        if let known { return try record(known, in: database) }
        try end(glob: change.glob.pattern, at: now, in: database)
        try database.execute(
            sql: "INSERT INTO model (id, glob, created_at_ms) VALUES (?, ?, ?)",
            arguments: [change.id.bytes.data, change.glob.pattern, now.milliseconds])
        let number = database.lastInsertedRowID
        for (level, targets) in change.levels.enumerated() {
            for (position, target) in targets.enumerated() {
                let upstream = try UpstreamStore.get(name: target.upstream, in: database)
                try database.execute(
                    sql: """
                        INSERT INTO model_target (
                            model, level, position, upstream, upstream_model, weight
                        )
                        VALUES (?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        number, level + 1, position + 1, upstream.number, target.model,
                        target.weight,
                    ])
            }
        }
        return try record(number, in: database)
    }

    /// Ends the route of a glob.
    ///
    /// - Throws: `.noSuchModel`.
    package static func remove(glob: String, at now: Timestamp, in database: Database) throws {
        guard try end(glob: glob, at: now, in: database) else {
            throw KeyringFault(
                .noSuchModel,
                "No model was added as \(glob.prefix(64)). `bursar model list` shows all.")
        }
    }

    /// The routes in use, by glob.
    package static func list(in database: Database) throws -> [ModelRecord] {
        try Row.fetchAll(database, sql: select + " WHERE model.ended_at_ms IS NULL" + order)
            .models()
    }

    @discardableResult
    private static func end(glob: String, at now: Timestamp, in database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE model SET ended_at_ms = ? WHERE glob = ? AND ended_at_ms IS NULL",
            arguments: [now.milliseconds, glob])
        return database.changesCount > 0
    }

    private static func record(_ number: Int64, in database: Database) throws -> ModelRecord {
        let rows = try Row.fetchAll(
            database, sql: select + " WHERE model.number = ?" + order, arguments: [number])
        guard let record = try rows.models().first else {
            throw KeyringFault(.unreadable, "Model \(number) has no targets.")
        }
        return record
    }

    private static let select = """
        SELECT model.number, model.glob, model.created_at_ms, model_target.level,
            model_target.upstream,
            upstream.name AS upstream_name, model_target.upstream_model, model_target.weight
        FROM model
        JOIN model_target ON model_target.model = model.number
        JOIN upstream ON upstream.number = model_target.upstream
        """

    private static let order =
        " ORDER BY model.glob, model.number, model_target.level, model_target.position"
}

extension [Row] {
    /// The models of rows with one target each, in order.
    fileprivate func models() throws(KeyringFault) -> [ModelRecord] {
        var models: [ModelRecord] = []
        for row in self {
            let number: Int64 = row["number"]
            guard let glob = Glob(row["glob"] as String) else {
                throw KeyringFault(.unreadable, "The row of model \(number) can't be read.")
            }
            let target = ModelRecord.Target(
                level: row["level"], upstream: row["upstream"], upstreamName: row["upstream_name"],
                model: row["upstream_model"], weight: row["weight"])
            var targets = [target]
            if let last = models.last, last.number == number {
                targets = last.targets + targets
                models.removeLast()
            }
            models.append(
                ModelRecord(
                    number: number, glob: glob,
                    createdAt: Timestamp(milliseconds: row["created_at_ms"]),
                    targets: targets))
        }
        return models
    }
}
