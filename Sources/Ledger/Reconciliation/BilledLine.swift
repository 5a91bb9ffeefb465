import Vocabulary

/// An amount in millionths of a nano-dollar, so that providers' decimals are summed as they came.
package struct FineUSD: Hashable, Comparable, Sendable {
    /// Dollars times 10 to the 15.
    package let units: Int128

    package static let zero = FineUSD(units: 0)

    package init(units: Int128) { self.units = units }

    package init(_ nano: NanoUSD) { units = Int128(nano.nanoUSD) * 1_000_000 }

    /// Reads a number of dollars, or of cents; decimals beyond the fifteenth are cut.
    package init?(text: some StringProtocol, inCents: Bool = false) {
        guard text.utf8.count <= 40 else { return nil }
        // One decimal after the other, until what is left is too fine to matter.
        var cut = text[...]
        while !cut.isEmpty {
            if let scaled = DecimalText.scaledNumber(cut, decimals: inCents ? 13 : 15) {
                units = Int128(scaled)
                return
            }
            guard cut.contains("."), cut.last?.isNumber == true, !cut.lowercased().contains("e"),
                cut.split(separator: ".").last.map({ $0.utf8.count > 9 }) ?? false
            else { break }
            cut = cut.dropLast()
        }
        guard let nano = DecimalText.scaledNumber(text, decimals: inCents ? 7 : 9) else {
            return nil
        }
        units = Int128(nano) * 1_000_000
    }

    package static func < (left: FineUSD, right: FineUSD) -> Bool { left.units < right.units }
    package static func + (left: FineUSD, right: FineUSD) -> FineUSD {
        FineUSD(units: left.units + right.units)
    }
    package static func - (left: FineUSD, right: FineUSD) -> FineUSD {
        FineUSD(units: left.units - right.units)
    }
    /// To the nano-dollar, half up; beyond 64 bits the largest there is.
    package var rounded: NanoUSD {
        let sum = units + 500_000
        let floor = sum / 1_000_000 - (sum < 0 && sum % 1_000_000 != 0 ? 1 : 0)
        return NanoUSD(Int64(clamping: floor))
    }
    /// Without its sign.
    package var magnitude: FineUSD { FineUSD(units: units < 0 ? -units : units) }

    /// In dollars, exactly, with at least two decimals.
    package var dollars: String {
        var digits = String(units < 0 ? -units : units)
        if digits.utf8.count <= 15 {
            digits = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        var fraction = digits.suffix(15)
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return (units < 0 ? "-" : "") + digits.dropLast(15) + "." + fraction
    }
}

/// What one side says was used and what it cost, of a day, and of a key and a model where that is told.
package struct UsageSums: Hashable, Sendable {
    /// Requests; `nil` where it isn't told.
    package var requests: Int64?
    /// All input, with what caches read and wrote; `nil` where it isn't told.
    package var inputTokens: Int64?
    /// The part that caches read.
    package var cacheReadTokens: Int64?
    /// The part that was written to caches.
    package var cacheWriteTokens: Int64?
    package var outputTokens: Int64?
    package var cost: FineUSD?
    /// How far the cost may be off by rounding alone.
    package var rounding = FineUSD.zero

    package init() {}

    /// Adds what another line says.
    package mutating func add(_ other: UsageSums) {
        func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
            guard let left else { return right }
            guard let right else { return left }
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? .max : sum
        }
        requests = sum(requests, other.requests)
        inputTokens = sum(inputTokens, other.inputTokens)
        cacheReadTokens = sum(cacheReadTokens, other.cacheReadTokens)
        cacheWriteTokens = sum(cacheWriteTokens, other.cacheWriteTokens)
        outputTokens = sum(outputTokens, other.outputTokens)
        if let amount = other.cost { cost = (cost ?? .zero) + amount }
        rounding = rounding + other.rounding
    }

    /// Is any count of tokens told?
    package var hasTokens: Bool { inputTokens != nil || outputTokens != nil }
}

/// One line of a provider's export.
package struct BilledLine: Hashable, Sendable {
    /// The start of a UTC day.
    package var day: Timestamp
    /// The key in the provider's words; `nil` where it isn't told.
    package var key: String?
    package var model: String?
    package var tier: String?
    package var sums: UsageSums

    package init(day: Timestamp, sums: UsageSums = UsageSums()) {
        self.day = day
        self.sums = sums
    }
}

/// Why an export can't be read.
package struct ExportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for an operator.
    package let description: String

    package init(_ what: String) {
        description = "The export can't be read: \(what). Nothing was changed."
    }
}
