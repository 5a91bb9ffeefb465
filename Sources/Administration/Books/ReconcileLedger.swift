import GRDB
import Gateway
import Keyring
import Ledger
import Pricing
import Vault
import Vocabulary

/// Compares the books with a provider's account of usage or costs, day by day and key by key, and says why they differ.
/// Changes nothing that was booked; what it found is kept for the report `reconciliation`.
package struct ReconcileLedger: UseCase {
    package static let name = "ledger.reconcile"
    package let upstream: String
    /// The file.
    package let text: String
    /// Of a table: the header of a column by what it holds.
    package let columns: [String: String]
    /// The provider's words for keys, by the key's name or id here.
    package let keys: [String: String]
    package let since: String?
    package let until: String?
    /// Only tell what differs; keep nothing of it.
    package let dryRun: Bool

    package init(
        upstream: String, text: String, columns: [String: String] = [:],
        keys: [String: String] = [:], since: String? = nil, until: String? = nil,
        dryRun: Bool = false
    ) {
        self.upstream = upstream
        self.text = text
        self.columns = columns
        self.keys = keys
        self.since = since
        self.until = until
        self.dryRun = dryRun
    }

    /// `{"form","ok","same","by_class","differences":[…],"part"}`
    package struct Answer: Codable, Sendable {
        /// What the file is, such as `openai-usage`.
        package let form: String
        /// Is there no difference but rounding?
        package let ok: Bool
        /// How many days of keys (and models, where told) agree to the nano-dollar.
        package let same: Int
        /// How many differ, by class.
        package let byClass: [String: Int]
        package let differences: [Difference]
        /// Does the file say that it has further pages, which aren't in it?
        package let part: Bool
    }

    /// A day of a key that the two sides tell differently.
    package struct Difference: Codable, Sendable {
        package let day: String
        package let key: String?
        package let model: String?
        /// `missing_here`, `missing_there`, `price`, `tier`, `rounding` or `unknown`.
        package let kind: String
        package let here: Side?
        package let there: Side?
        /// The cost there less the cost here.
        package let differenceUSD: String?
        package let note: String?
    }

    /// What one side says.
    package struct Side: Codable, Sendable {
        package let requests: Int64?
        package let inputTokens: Int64?
        package let cacheReadTokens: Int64?
        package let cacheWriteTokens: Int64?
        package let outputTokens: Int64?
        package let costUSD: String?

        init(_ sums: UsageSums) {
            requests = sums.requests
            inputTokens = sums.inputTokens
            cacheReadTokens = sums.cacheReadTokens
            cacheWriteTokens = sums.cacheWriteTokens
            outputTokens = sums.outputTokens
            costUSD = sums.cost?.dollars
        }
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        let from = try OperatorText.moment(since, "--since", at: now)?.day
        let to = try OperatorText.moment(until, "--until", at: now)
        let export: ProviderExport
        do { export = try ProviderExport(Array(text.utf8), columns: columns) } catch {
            throw AdministrationFault(.conflict, error.description)
        }
        let days = try await office.read { database in
            try ReconciledBooks(
                export, upstream: upstream, keys: keys, since: from, until: to, in: database
            ).days
        }
        let differing = days.filter { $0.difference != nil }
        if !dryRun {
            let digest = Digest.sha256(Array(text.utf8))
            try await office.change { database, now in
                try ReconciliationStore.add(
                    days, form: export.form.rawValue, sha256: digest, isPart: export.isPart,
                    upstream: try UpstreamStore.get(name: upstream, in: database).number, at: now,
                    in: database)
            }
        }
        var byClass: [String: Int] = [:]
        for day in differing { byClass[day.difference?.rawValue ?? "", default: 0] += 1 }
        return Answer(
            form: export.form.rawValue,
            ok: differing.allSatisfy { $0.difference == .rounding } && !export.isPart,
            same: days.count - differing.count, byClass: byClass,
            differences: differing.map { day in
                Difference(
                    day: String(day.group.day.text.prefix(10)), key: day.group.key,
                    model: day.group.model, kind: day.difference?.rawValue ?? "",
                    here: day.here.map(Side.init), there: day.there.map(Side.init),
                    differenceUSD: day.amount?.dollars, note: day.note)
            }, part: export.isPart)
    }
}

/// Both sides in groups.
struct ReconciledBooks {
    /// Every group of either side, by day, key and model.
    let days: [ReconciledDay]

    /// What a group's calls would cost otherwise.
    private struct Otherwise {
        var tiers: [String: FineUSD] = [:]
        var repriced: FineUSD? = .zero
    }

    init(
        _ export: ProviderExport, upstream name: String, keys: [String: String],
        since: Timestamp?, until: Timestamp?, in database: Database
    ) throws {
        let upstream = try UpstreamStore.get(name: name, in: database)
        let lines = export.lines.filter { line in
            since.map { line.day >= $0 } ?? true && until.map { line.day < $0 } ?? true
        }
        guard let first = since ?? lines.map(\.day).min(), let last = lines.map(\.day).max() else {
            throw AdministrationFault(.invalid, "The export has no day within --since and --until.")
        }
        let end = until ?? last.advanced(byMilliseconds: 86_400_000)
        // What only some lines tell can't be compared line by line.
        let hasKeys = lines.allSatisfy { $0.key != nil }
        let hasModels = lines.allSatisfy { $0.model != nil }
        var attempts: [ReconciledAttempt] = []
        try ReconciledAttempt.each(
            upstream: upstream.number, since: first, until: end, in: database
        ) { attempts.append($0) }
        let models = Set(attempts.map(\.modelServed))
        let names = Self.names(of: attempts, keys)
        var there: [ReconciledGroup: UsageSums] = [:]
        for line in lines {
            let group = ReconciledGroup(
                day: line.day, key: hasKeys ? line.key.map { names[$0] ?? $0 } : nil,
                model: hasModels ? line.model.map { Self.model($0, among: models) } : nil)
            there[group, default: UsageSums()].add(line.sums)
        }
        var here: [ReconciledGroup: UsageSums] = [:]
        var otherwise: [ReconciledGroup: Otherwise] = [:]
        let book = try Directory(reading: database).prices
        var prices: [Int64: Price] = [:]
        for attempt in attempts {
            let group = ReconciledGroup(
                day: attempt.began.day, key: hasKeys ? attempt.keyName : nil,
                model: hasModels ? attempt.modelServed : nil)
            here[group, default: UsageSums()].add(attempt.sums)
            guard there[group]?.cost != nil else { continue }
            if let number = attempt.price, prices[number] == nil {
                prices[number] = try PriceStore.find(number: number, in: database)?.price
            }
            var price = attempt.price.flatMap { prices[$0] }
            price?.factor = try attempt.factor.flatMap {
                try FactorStore.find(number: $0, in: database)
            }
            let now = book.price(
                model: attempt.modelSent, upstream: upstream.number, at: attempt.began
            )?.served(by: attempt.key)
            Self.add(attempt, price, now, to: &otherwise[group, default: Otherwise()])
        }
        days = Set(here.keys).union(there.keys).sorted(by: Self.isBefore).map { group in
            let others = otherwise[group]
            return ReconciledDay(
                group, here: here[group], there: there[group],
                tiers: (others?.tiers ?? [:]).sorted { $0.key < $1.key }
                    .map { (name: $0.key, cost: $0.value) },
                repriced: others?.repriced)
        }
    }

    /// What the tiers of an export may be called; the usual one is `default`.
    private static let tiers = ["default", "flex", "priority", "batch", "fast", "us"]

    private static func add(
        _ attempt: ReconciledAttempt, _ price: Price?, _ now: Price?, to otherwise: inout Otherwise
    ) {
        for tier in tiers {
            // A tier that the price doesn't have costs what was booked.
            var cost = attempt.cost
            if let price, price.hasRates(forTier: tier),
                let other = try? price.charge(
                    for: attempt.usage, tier: tier, at: attempt.began
                ).cost
            {
                cost = other
            }
            otherwise.tiers[tier] = (otherwise.tiers[tier] ?? .zero) + FineUSD(cost)
        }
        let repriced = now.flatMap {
            // what the book can't charge can't be compared
            try? $0.charge(for: attempt.usage, tier: attempt.tierServed, at: attempt.began).cost
        }
        if let repriced, let sum = otherwise.repriced {
            otherwise.repriced = sum + FineUSD(repriced)
        } else {
            otherwise.repriced = nil
        }
    }

    /// The names of keys here, by all that the provider may call them.
    private static func names(
        of attempts: [ReconciledAttempt], _ given: [String: String]
    ) -> [String: String] {
        var names: [String: String] = [:]
        for attempt in attempts where !attempt.keyID.isEmpty {
            names[attempt.keyID] = attempt.keyName
        }
        for (here, there) in given { names[there] = names[here] ?? here }
        return names
    }

    /// The model's name here: the same, or one that differs by a snapshot's date only.
    private static func model(_ name: String, among models: Set<String>) -> String {
        if models.contains(name) { return name }
        let alike = models.filter { known in
            let (short, long) = known.utf8.count < name.utf8.count ? (known, name) : (name, known)
            guard long.hasPrefix(short + "-") else { return false }
            return long.dropFirst(short.count + 1).allSatisfy { $0.isNumber || $0 == "-" }
        }
        return alike.count == 1 ? alike.first ?? name : name
    }

    private static func isBefore(_ left: ReconciledGroup, _ right: ReconciledGroup) -> Bool {
        (left.day, left.key ?? "", left.model ?? "")
            < (right.day, right.key ?? "", right.model ?? "")
    }
}
