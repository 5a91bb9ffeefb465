import GRDB
import Keyring
import Pricing
import Vocabulary

/// Takes a public price list over in the place of what was imported before for the same providers, or says what it would
/// change.
package struct ImportPrices: UseCase {
    package static let name = "price.import"
    /// The file.
    package let text: String
    /// What the file is called, for `price list`.
    package let file: String
    package let provider: String?
    package let upstream: String?
    package let dryRun: Bool

    package init(
        text: String, file: String, provider: String? = nil, upstream: String? = nil,
        dryRun: Bool = false
    ) {
        self.text = text
        self.file = file
        self.provider = provider
        self.upstream = upstream
        self.dryRun = dryRun
    }

    /// `{"form","prices","added","ended","dry_run","differences":[…],"skipped":[…]}`
    package struct Answer: Codable, Sendable {
        /// `litellm`, `genai-prices` or `bursar`.
        package let form: String
        /// How many prices the file holds.
        package let prices: Int
        /// How many of them are new or changed.
        package let added: Int
        /// How many that were imported before are gone or replaced.
        package let ended: Int
        package let dryRun: Bool
        /// Where it says otherwise than the book did, for review; the first thousand.
        package let differences: [Difference]
        package let skipped: [PriceImport.Skipped]
    }

    /// A rate that the file and the book tell differently.
    package struct Difference: Codable, Sendable {
        package let provider: String
        package let model: String
        /// When it applies: tier, length, hours; empty for the usual rate.
        package let condition: String
        package let meter: String
        /// US dollars for a million; `nil` for none.
        package let bookUSD: String?
        package let fileUSD: String?
        /// Whose rate the book has: `set`, `import` or `shipped`; what was set goes on to win.
        package let source: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        let list: PriceImport
        let upstreamNumber = try await office.read { database in
            try upstream.map { try UpstreamStore.get(name: $0, in: database).number }
        }
        do {
            list = try PriceImport(
                Array(text.utf8), provider: provider, upstream: upstreamNumber,
                origin: "\(file.suffix(64)), \(now.text.prefix(10))", at: now)
        } catch { throw AdministrationFault(error) }
        let differences = try await office.read { database in
            Self.differences(list, try PriceStore.current(in: database), at: now)
        }
        func answer(_ result: (added: Int, ended: Int)) -> Answer {
            Answer(
                form: list.form.rawValue, prices: list.changes.count, added: result.added,
                ended: result.ended, dryRun: dryRun, differences: differences,
                skipped: list.skipped)
        }
        if dryRun {
            return answer(
                try await office.read { try ImportedPrices.comparison(list.changes, in: $0) })
        }
        return answer(
            try await office.change { database, now in
                try ImportedPrices.replace(by: list.changes, at: now, in: database)
            })
    }

    /// How many differences are listed.
    private static let differencesMax = 1_000

    private static func differences(
        _ list: PriceImport, _ current: [Price], at now: Timestamp
    ) -> [Difference] {
        let book = Dictionary(grouping: current, by: \.glob)
        var differences: [Difference] = []
        for change in list.changes {
            let same = (book[change.glob] ?? []).filter { price in
                price.from == change.from && price.upstream == change.upstream
                    && (price.provider == change.provider || price.provider == nil)
            }
            for price in same {
                differences += rateDifferences(change, price)
                guard differences.count < differencesMax else {
                    return Array(differences.prefix(differencesMax))
                }
            }
        }
        return differences
    }

    private static func rateDifferences(_ change: PriceChange, _ price: Price) -> [Difference] {
        var pairs = [("", change.rates, price.rates)]
        for rateCase in change.cases {
            let known = price.cases.first { $0.condition == rateCase.condition }
            guard let known else { continue }
            pairs.append((rateCase.condition, rateCase.rates, known.rates))
        }
        return pairs.flatMap { condition, new, old in
            Meter.allCases.filter { new[$0] != old[$0] && new[$0] != nil }.map { meter in
                Difference(
                    provider: change.provider ?? "", model: change.glob.pattern,
                    condition: condition, meter: meter.rawValue,
                    bookUSD: old[meter]?.dollarsPerMillion, fileUSD: new[meter]?.dollarsPerMillion,
                    source: price.source.rawValue)
            }
        }
    }
}
