import Ledger
import Vocabulary

/// One line of a usage report: its dimensions, then sums.
package struct UsageRow: Codable, Sendable {
    /// A dimension's name and its value in this row, in the order they were asked for.
    package let dimensions: [Dimension]
    package let calls: Int64
    /// Fresh input only; cache reads and writes stand beside it.
    package let inputTokens: Int64
    package let cacheReadTokens: Int64
    package let cacheWriteTokens: Int64
    /// All billed output, reasoning included.
    package let outputTokens: Int64
    package let reasoningTokens: Int64
    /// What was booked when the calls were settled.
    package let costUSD: String
    package let costNanoUSD: Int64
    /// What was learned later, on top of it: re-ratings and corrections by hand.
    package let adjustmentUSD: String
    package let adjustmentNanoUSD: Int64
    /// Both together.
    package let netUSD: String
    package let netNanoUSD: Int64
    package let attempts: Int64
    /// Attempts whose usage Bursar estimated.
    package let estimated: Int64
    /// Calls that were under way when Bursar died.
    package let abandoned: Int64

    /// Stands beside `key`, which is the key's id.
    package static let keyName = "key_name"

    /// One dimension of a row.
    package struct Dimension: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    init(_ row: UsageQuery.Row, by asked: [UsageDimension]) {
        dimensions = asked.flatMap { dimension in
            let found = Dimension(name: dimension.rawValue, value: Self.value(dimension, of: row))
            guard dimension == .key else { return [found] }
            return [found, Dimension(name: Self.keyName, value: row.keyName ?? "")]
        }
        calls = row.calls
        inputTokens = row.usage.freshInput + row.usage.audioInput
        cacheReadTokens = row.usage.cacheRead
        cacheWriteTokens = row.usage.cacheWrite5m + row.usage.cacheWrite1h
        outputTokens = row.usage.outputTokens
        reasoningTokens = row.usage.reasoning
        costUSD = row.cost.dollars
        costNanoUSD = row.cost.nanoUSD
        adjustmentUSD = row.adjustment.dollars
        adjustmentNanoUSD = row.adjustment.nanoUSD
        netUSD = row.net.dollars
        netNanoUSD = row.net.nanoUSD
        attempts = row.attempts
        estimated = row.estimated
        abandoned = row.abandoned
    }

    /// The sum of all rows, exactly.
    init(totalOf rows: [UsageRow]) throws(AdministrationFault) {
        var cost = NanoUSD.zero
        for row in rows {
            guard let sum = cost.adding(NanoUSD(row.costNanoUSD)) else {
                throw AdministrationFault(
                    .ledger, "The total is beyond nine billion dollars; ask for a shorter time.")
            }
            cost = sum
        }
        func sum(_ column: KeyPath<UsageRow, Int64>) -> Int64 {
            rows.reduce(0) { $0 + $1[keyPath: column] }
        }
        dimensions = []
        calls = sum(\.calls)
        inputTokens = sum(\.inputTokens)
        cacheReadTokens = sum(\.cacheReadTokens)
        cacheWriteTokens = sum(\.cacheWriteTokens)
        outputTokens = sum(\.outputTokens)
        reasoningTokens = sum(\.reasoningTokens)
        costUSD = cost.dollars
        costNanoUSD = cost.nanoUSD
        let adjustment = NanoUSD(sum(\.adjustmentNanoUSD))
        let net = cost.adding(adjustment) ?? NanoUSD(.max)
        adjustmentUSD = adjustment.dollars
        adjustmentNanoUSD = adjustment.nanoUSD
        netUSD = net.dollars
        netNanoUSD = net.nanoUSD
        attempts = sum(\.attempts)
        estimated = sum(\.estimated)
        abandoned = sum(\.abandoned)
    }

    private static func value(_ dimension: UsageDimension, of row: UsageQuery.Row) -> String {
        switch dimension {
        case .day: row.day.map { String($0.text.prefix(10)) } ?? ""
        case .client: row.client ?? ""
        case .token: row.token ?? ""
        case .key: row.key ?? ""
        case .keyVersion: row.keyVersion.map { String($0) } ?? ""
        case .model: row.model ?? ""
        case .upstream: row.upstream ?? ""
        case .status: row.status ?? ""
        }
    }
}

extension UsageRow {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init(_ key: Sums) { stringValue = key.rawValue }
        init?(intValue: Int) { nil }
    }

    private enum Sums: String, CaseIterable {
        case calls
        case inputTokens = "input_tokens"
        case cacheReadTokens = "cache_read_tokens"
        case cacheWriteTokens = "cache_write_tokens"
        case outputTokens = "output_tokens"
        case reasoningTokens = "reasoning_tokens"
        case costUSD = "cost_usd"
        case costNanoUSD = "cost_nano_usd"
        case adjustmentUSD = "adjustment_usd"
        case adjustmentNanoUSD = "adjustment_nano_usd"
        case netUSD = "net_usd"
        case netNanoUSD = "net_nano_usd"
        case attempts, estimated, abandoned
    }

    /// Dimensions are members of the row itself, before its sums.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: Key.self)
        for dimension in dimensions {
            let key = Key(stringValue: dimension.name)
            if dimension.name == UsageDimension.keyVersion.rawValue,
                let number = Int64(dimension.value)
            {
                try row.encode(number, forKey: key)
            } else {
                try row.encode(dimension.value, forKey: key)
            }
        }
        try row.encode(calls, forKey: Key(.calls))
        try row.encode(inputTokens, forKey: Key(.inputTokens))
        try row.encode(cacheReadTokens, forKey: Key(.cacheReadTokens))
        try row.encode(cacheWriteTokens, forKey: Key(.cacheWriteTokens))
        try row.encode(outputTokens, forKey: Key(.outputTokens))
        try row.encode(reasoningTokens, forKey: Key(.reasoningTokens))
        try row.encode(costUSD, forKey: Key(.costUSD))
        try row.encode(costNanoUSD, forKey: Key(.costNanoUSD))
        try row.encode(adjustmentUSD, forKey: Key(.adjustmentUSD))
        try row.encode(adjustmentNanoUSD, forKey: Key(.adjustmentNanoUSD))
        try row.encode(netUSD, forKey: Key(.netUSD))
        try row.encode(netNanoUSD, forKey: Key(.netNanoUSD))
        try row.encode(attempts, forKey: Key(.attempts))
        try row.encode(estimated, forKey: Key(.estimated))
        try row.encode(abandoned, forKey: Key(.abandoned))
    }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Key.self)
        let sums = Set(Sums.allCases.map(\.rawValue))
        dimensions = try row.allKeys.filter { !sums.contains($0.stringValue) }.map { key in
            let isNumber = key.stringValue == UsageDimension.keyVersion.rawValue
            // text when there is no key
            let value = isNumber ? try? row.decode(Int64.self, forKey: key) : nil
            return Dimension(
                name: key.stringValue,
                value: try value.map { String($0) } ?? row.decode(String.self, forKey: key))
        }
        calls = try row.decode(Int64.self, forKey: Key(.calls))
        inputTokens = try row.decode(Int64.self, forKey: Key(.inputTokens))
        cacheReadTokens = try row.decode(Int64.self, forKey: Key(.cacheReadTokens))
        cacheWriteTokens = try row.decode(Int64.self, forKey: Key(.cacheWriteTokens))
        outputTokens = try row.decode(Int64.self, forKey: Key(.outputTokens))
        reasoningTokens = try row.decode(Int64.self, forKey: Key(.reasoningTokens))
        costUSD = try row.decode(String.self, forKey: Key(.costUSD))
        costNanoUSD = try row.decode(Int64.self, forKey: Key(.costNanoUSD))
        adjustmentUSD = try row.decode(String.self, forKey: Key(.adjustmentUSD))
        adjustmentNanoUSD = try row.decode(Int64.self, forKey: Key(.adjustmentNanoUSD))
        netUSD = try row.decode(String.self, forKey: Key(.netUSD))
        netNanoUSD = try row.decode(Int64.self, forKey: Key(.netNanoUSD))
        attempts = try row.decode(Int64.self, forKey: Key(.attempts))
        estimated = try row.decode(Int64.self, forKey: Key(.estimated))
        abandoned = try row.decode(Int64.self, forKey: Key(.abandoned))
    }
}
