import Vocabulary
import Wire

/// A provider's account of usage or costs: OpenAI's and Anthropic's reports, FOCUS, and tables with a header.
package struct ProviderExport: Sendable {
    /// What the file turned out to be.
    package enum Form: String, CaseIterable, Sendable {
        case openAIUsage = "openai-usage"
        case openAICosts = "openai-costs"
        case anthropicUsage = "anthropic-usage"
        case anthropicCosts = "anthropic-costs"
        case csv
        case focus
    }

    package private(set) var form: Form
    package private(set) var lines: [BilledLine]
    /// The report says that it has further pages, which aren't here.
    package private(set) var isPart = false

    /// The largest file.
    package static let bytesMax = 16 << 20
    /// The most lines.
    package static let linesMax = 500_000

    /// Reads a file.
    ///
    /// - Parameter columns: For a table: the header of a column by what it holds (`day`, `key`, `model`, `tier`,
    ///   `requests`, `input`, `fresh_input`, `cache_read`, `cache_write`, `output`, `cost`, `currency`).
    /// - Throws: One sentence.
    package init(_ bytes: [UInt8], columns: [String: String] = [:]) throws(ExportFault) {
        guard bytes.count <= Self.bytesMax else { throw ExportFault("it is larger than 16 MiB") }
        let first = bytes.first { ![0x20, 0x0a, 0x0d, 0x09, 0xef, 0xbb, 0xbf].contains($0) }
        guard let first else { throw ExportFault("it is empty") }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            let document: JSONDocument
            do {
                document = try JSONDocument(
                    parsing: bytes, limits: JSONLimits(nodesMax: 8_000_000, bytesMax: Self.bytesMax)
                )
            } catch { throw ExportFault("it isn't sound JSON (\(error.description))") }
            let report = try ExportReport(document.root)
            (form, lines, isPart) = (report.form, report.lines, report.isPart)
        } else {
            let table = try ExportTable(bytes, columns: columns)
            (form, lines) = (table.isFOCUS ? .focus : .csv, table.lines)
        }
        guard !lines.isEmpty else { throw ExportFault("it tells of no usage and no cost") }
        guard lines.count <= Self.linesMax else {
            throw ExportFault("it has more than \(Self.linesMax) lines")
        }
    }
}

/// A report in JSON: pages of buckets of time, each with results.
private struct ExportReport {
    var form = ProviderExport.Form.openAIUsage
    var lines: [BilledLine] = []
    var isPart = false
    private var hasForm = false

    init(_ root: JSONNode) throws(ExportFault) {
        let pages = root.kind == .array ? Array(root.elements) : [root]
        for (index, page) in pages.enumerated() {
            guard let buckets = page["data"], buckets.kind == .array else {
                throw ExportFault("a page has no list named data")
            }
            for bucket in buckets.elements { try take(bucket) }
            isPart = index == pages.count - 1 && page["has_more"]?.bool == true
        }
    }

    private mutating func take(_ bucket: JSONNode) throws(ExportFault) {
        guard let results = bucket["results"] ?? bucket["result"], results.kind == .array else {
            throw ExportFault("a bucket of time has no list named results")
        }
        let day: Timestamp
        if let seconds = bucket["start_time"]?.int64 {
            guard (0...253_402_300_799).contains(seconds) else {
                throw ExportFault("the time \(seconds) is out of range")
            }
            day = Timestamp(milliseconds: seconds * 1_000).day
        } else if let text = bucket["starting_at"]?.string, let moment = Timestamp(text) {
            day = moment.day
        } else {
            throw ExportFault("a bucket has neither start_time nor starting_at")
        }
        for result in results.elements {
            let line: BilledLine?
            let found: ProviderExport.Form
            if result["uncached_input_tokens"] != nil {
                (line, found) = (try anthropicUsage(result, day), .anthropicUsage)
            } else if let amount = result["amount"], amount.kind == .string {
                (line, found) = (try anthropicCost(result, amount, day), .anthropicCosts)
            } else if let amount = result["amount"] {
                (line, found) = (try openAICost(result, amount, day), .openAICosts)
            } else if result["input_tokens"] != nil || result["num_model_requests"] != nil {
                (line, found) = (try openAIUsage(result, day), .openAIUsage)
            } else {
                throw ExportFault("a result has neither tokens nor an amount")
            }
            guard !hasForm || form == found else {
                throw ExportFault("it mixes reports of usage and of costs")
            }
            (form, hasForm) = (found, true)
            if let line { lines.append(line) }
        }
    }

    private func anthropicUsage(
        _ result: JSONNode, _ day: Timestamp
    ) throws(ExportFault) -> BilledLine {
        var line = BilledLine(day: day)
        (line.key, line.model) = (result["api_key_id"]?.string, result["model"]?.string)
        line.tier = result["service_tier"]?.string
        let fresh = try count(result, "uncached_input_tokens") ?? 0
        let read = try count(result, "cache_read_input_tokens") ?? 0
        let writes = result["cache_creation"]
        let written5m = try writes.map { node throws(ExportFault) in
            try count(node, "ephemeral_5m_input_tokens") ?? 0
        }
        let written1h = try writes.map { node throws(ExportFault) in
            try count(node, "ephemeral_1h_input_tokens") ?? 0
        }
        let written = (written5m ?? 0) + (written1h ?? 0)
        line.sums.inputTokens = fresh + read + written
        line.sums.cacheReadTokens = read
        line.sums.cacheWriteTokens = written
        line.sums.outputTokens = try count(result, "output_tokens") ?? 0
        return line
    }

    /// Amounts are in cents, as decimal text.
    private func anthropicCost(
        _ result: JSONNode, _ amount: JSONNode, _ day: Timestamp
    ) throws(ExportFault) -> BilledLine {
        try checkCurrency(result["currency"]?.string)
        var line = BilledLine(day: day)
        (line.key, line.model) = (result["api_key_id"]?.string, result["model"]?.string)
        line.tier = result["service_tier"]?.string
        try line.sums.take(cost: amount.string ?? "", inCents: true)
        return line
    }

    private func openAIUsage(
        _ result: JSONNode, _ day: Timestamp
    ) throws(ExportFault) -> BilledLine {
        var line = BilledLine(day: day)
        (line.key, line.model) = (result["api_key_id"]?.string, result["model"]?.string)
        line.tier =
            result["service_tier"]?.string ?? (result["batch"]?.bool == true ? "batch" : nil)
        line.sums.requests = try count(result, "num_model_requests")
        line.sums.inputTokens = try count(result, "input_tokens")
        line.sums.cacheReadTokens = try count(result, "input_cached_tokens")
        line.sums.outputTokens = try count(result, "output_tokens")
        return line
    }

    private func openAICost(
        _ result: JSONNode, _ amount: JSONNode, _ day: Timestamp
    ) throws(ExportFault) -> BilledLine {
        guard let value = amount["value"]?.numberText ?? amount["value"]?.string else {
            throw ExportFault("an amount has no value")
        }
        try checkCurrency(amount["currency"]?.string)
        var line = BilledLine(day: day)
        line.key = result["api_key_id"]?.string
        line.model = (result["line_item"]?.string).map(ExportTable.model)
        try line.sums.take(cost: value, inCents: false)
        return line
    }

    private func count(_ node: JSONNode, _ name: String) throws(ExportFault) -> Int64? {
        guard let value = node[name], !value.isNull else { return nil }
        guard let count = value.int64, (0...(1 << 52)).contains(count) else {
            throw ExportFault("\(name) is no count of tokens")
        }
        return count
    }

    private func checkCurrency(_ currency: String?) throws(ExportFault) {
        guard let currency, currency.uppercased() != "USD" else { return }
        throw ExportFault("it is in \(currency.prefix(16)), and the books are in US dollars")
    }
}

extension UsageSums {
    /// Takes over a cost, and how far it may be off for the decimals it was given with.
    mutating func take(cost text: String, inCents: Bool) throws(ExportFault) {
        guard let amount = FineUSD(text: text, inCents: inCents), amount.magnitude < Self.costMax
        else { throw ExportFault("“\(text.prefix(32))” is no amount of money") }
        cost = amount
        let mantissa = text.lowercased().split(separator: "e").first ?? ""
        let decimals = mantissa.split(separator: ".").dropFirst().first.map { $0.utf8.count } ?? 0
        var step: Int128 = 1
        // What has more than nine decimals is a number of a program, which is off by less than that.
        for _ in 0..<max(0, 15 - (inCents ? 2 : 0) - min(decimals, 9)) { step *= 10 }
        rounding =
            text.contains("e") || text.contains("E")
            ? FineUSD(units: 1_000_000) : FineUSD(units: step)
    }

    /// A million dollars: no line of a day costs more.
    private static let costMax = FineUSD(units: 1_000_000_000_000_000_000_000)
}

extension Timestamp {
    /// The start of its UTC day.
    package var day: Timestamp {
        let length: Int64 = 86_400_000
        return Timestamp(milliseconds: milliseconds - ((milliseconds % length) + length) % length)
    }
}
