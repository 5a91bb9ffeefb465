import Keyring
import Pricing
import Vocabulary

/// Sets what a model costs.
package struct SetPrice: UseCase {
    package static let name = "price.set"
    package let glob: String
    package let upstream: String?
    package let input: String?
    package let output: String?
    package let cacheRead: String?
    package let cacheWrite5m: String?
    package let cacheWrite1h: String?
    package let from: String?
    package let free: Bool

    package init(
        glob: String, upstream: String? = nil, input: String? = nil, output: String? = nil,
        cacheRead: String? = nil, cacheWrite5m: String? = nil, cacheWrite1h: String? = nil,
        from: String? = nil,
        free: Bool = false
    ) {
        self.glob = glob
        self.upstream = upstream
        self.input = input
        self.output = output
        self.cacheRead = cacheRead
        self.cacheWrite5m = cacheWrite5m
        self.cacheWrite1h = cacheWrite1h
        self.from = from
        self.free = free
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> PriceEntry {
        let now = office.clock.now
        let start = try OperatorText.moment(from, "--from", at: now) ?? now
        let rates = try rates()
        let id = Identifier(at: now)
        return try await office.change { database, now in
            let number = try upstream.map { try UpstreamStore.get(name: $0, in: database).number }
            let change = try PriceChange(
                id: id, glob: glob, upstream: number, from: start, rates: rates)
            return try PriceEntry(
                try PriceStore.set(change, at: now, in: database), at: now, in: database)
        }
    }

    /// The rates that were given; `nil` for free.
    private func rates() throws(AdministrationFault) -> Rates? {
        var rates = Rates()
        rates.freshInput = try rate(input, "--input")
        rates.visibleOutput = try rate(output, "--output")
        rates.cacheRead = try rate(cacheRead, "--cache-read")
        rates.cacheWrite5m = try rate(cacheWrite5m, "--cache-write-5m")
        rates.cacheWrite1h = try rate(cacheWrite1h, "--cache-write-1h")
        guard free else {
            guard rates.freshInput != nil, rates.visibleOutput != nil else {
                throw AdministrationFault(
                    .invalid,
                    "A price needs --input and --output, in dollars for a million tokens, or --free."
                )
            }
            return rates
        }
        guard rates.isEmpty else {
            throw AdministrationFault(
                .invalid, "--free and rates exclude each other; leave out one of them.")
        }
        return nil
    }

    private func rate(_ text: String?, _ option: String) throws(AdministrationFault) -> Rate? {
        guard let text else { return nil }
        guard let rate = Rate(dollarsPerMillion: text) else {
            throw AdministrationFault(
                .invalid,
                "\(option) “\(text.prefix(64))” is no amount; write dollars such as 2.50, with at most nine decimals."
            )
        }
        return rate
    }
}
