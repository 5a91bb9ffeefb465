import Vocabulary
import Wire

/// A table with a header: OpenAI's downloads, FOCUS (focus.finops.org), and whatever a mapping explains.
struct ExportTable {
    private(set) var lines: [BilledLine] = []
    /// Are its columns FOCUS's?
    let isFOCUS: Bool

    /// What a column may hold, and the headers that are known to.
    private static let known: [(field: String, headers: [String])] = [
        (
            "day",
            [
                "day", "date", "start_time_iso", "usage_date", "chargeperiodstart", "starting_at",
                "start_time", "timestamp",
            ]
        ),
        (
            "key",
            ["api_key_id", "api_key", "key", "key_id", "key_name", "resourceid", "resourcename"]
        ),
        ("model", ["model", "model_id", "model_version", "line_item", "skuid", "skumeter"]),
        ("tier", ["service_tier", "usage_type", "tier"]),
        ("requests", ["num_model_requests", "requests", "num_requests", "request_count"]),
        ("input", ["input_tokens", "prompt_tokens", "context_tokens"]),
        ("fresh_input", ["uncached_input_tokens", "usage_input_tokens_no_cache"]),
        (
            "cache_read",
            [
                "input_cached_tokens", "cache_read_input_tokens", "cached_tokens",
                "usage_input_tokens_cache_read",
            ]
        ),
        (
            "cache_write",
            [
                "cache_creation_input_tokens", "cache_write_tokens",
                "usage_input_tokens_cache_write",
            ]
        ),
        (
            "output",
            [
                "output_tokens", "completion_tokens", "generated_tokens",
                "usage_output_tokens",
            ]
        ),
        ("cost", ["cost", "cost_usd", "amount_value", "billedcost", "amount", "cost_in_usd"]),
        ("currency", ["currency", "amount_currency", "billingcurrency"]),
    ]

    init(_ bytes: [UInt8], columns: [String: String]) throws(ExportFault) {
        let rows: [[String]]
        do {
            let header = bytes.prefix { $0 != UInt8(ascii: "\n") }
            let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
            let counts = separators.map { separator in header.count { $0 == separator } }
            let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
            rows = try CSVRows(parsing: bytes, separator: separators[most]).rows
        } catch {
            throw ExportFault("line \(error.line): \(error.description)")
        }
        guard let header = rows.first, rows.count > 1 else {
            throw ExportFault("it has no header, or nothing below it")
        }
        let names = header.map { Self.plain($0) }
        isFOCUS = names.contains("chargeperiodstart") && names.contains("billedcost")
        var places: [String: Int] = [:]
        for (field, headers) in Self.known {
            if let wanted = columns[field] {
                guard let place = names.firstIndex(of: Self.plain(wanted)) else {
                    throw ExportFault("there is no column “\(wanted.prefix(64))”")
                }
                places[field] = place
            } else {
                places[field] = headers.lazy.compactMap { names.firstIndex(of: $0) }.first
            }
        }
        let fields = Self.known.map(\.field)
        if let unknown = columns.keys.first(where: { !fields.contains($0) }) {
            throw ExportFault(
                "a mapping names “\(unknown.prefix(32))”; there are "
                    + fields.joined(separator: ", "))
        }
        guard places["day"] != nil else {
            throw ExportFault(
                "it has no column with a day; name one with --map day=HEADER")
        }
        guard ["cost", "input", "fresh_input", "output"].contains(where: { places[$0] != nil })
        else {
            throw ExportFault(
                "it has neither tokens nor costs; name a column with --map cost=HEADER")
        }
        for (index, row) in rows.enumerated().dropFirst() {
            guard row.count <= header.count else {
                throw ExportFault("line \(index + 1) has more fields than the header")
            }
            func field(_ name: String) -> String? {
                guard let place = places[name], place < row.count else { return nil }
                let text = row[place].trimmingSpaces
                return text.isEmpty ? nil : text
            }
            lines.append(try Self.line(field, number: index + 1))
        }
    }

    /// A model out of a line item such as `gpt-4o-mini-2024-07-18, input`.
    static func model(_ text: String) -> String {
        String(text.split(separator: ",").first ?? text[...]).trimmingSpaces
    }

    private static func plain(_ header: String) -> String {
        header.trimmingSpaces.lowercased().replacing(" ", with: "_")
    }

    private static func line(
        _ field: (String) -> String?, number: Int
    ) throws(ExportFault) -> BilledLine {
        guard let text = field("day"), let day = moment(text) else {
            throw ExportFault(
                "line \(number): “\(field("day")?.prefix(32) ?? "")” is no day")
        }
        if let currency = field("currency"), currency.uppercased() != "USD" {
            throw ExportFault(
                "line \(number) is in \(currency.prefix(16)), and the books are in US dollars")
        }
        var line = BilledLine(day: day.day)
        (line.key, line.model) = (field("key"), field("model").map(model))
        line.tier = field("tier")
        func count(_ name: String) throws(ExportFault) -> Int64? {
            guard let text = field(name) else { return nil }
            guard let count = DecimalText.scaledNumber(text, decimals: 0), count >= 0,
                count <= 1 << 52
            else {
                throw ExportFault("line \(number): “\(text.prefix(32))” is no count")
            }
            return count
        }
        line.sums.requests = try count("requests")
        let (read, written) = (try count("cache_read"), try count("cache_write"))
        (line.sums.cacheReadTokens, line.sums.cacheWriteTokens) = (read, written)
        if let fresh = try count("fresh_input") {
            line.sums.inputTokens = fresh + (read ?? 0) + (written ?? 0)
        } else {
            line.sums.inputTokens = try count("input")
        }
        line.sums.outputTokens = try count("output")
        if let text = field("cost") {
            try line.sums.take(
                cost: text.hasPrefix("$") ? String(text.dropFirst()) : text, inCents: false)
        }
        return line
    }

    /// A day, a time, or seconds since 1970.
    private static func moment(_ text: String) -> Timestamp? {
        if let moment = Timestamp(text.replacing(" ", with: "T")) { return moment }
        if let moment = Timestamp(text.replacing(" ", with: "T") + "Z") { return moment }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else { return nil }
        return Timestamp(milliseconds: seconds * 1_000)
    }
}

extension String {
    /// Without spaces at its ends.
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
