import Vocabulary
import Wire

/// The book of calls as JSON.
enum CallReport {
    /// The calls as a list.
    static func calls(_ records: [CallRecord]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for record in records {
            writer.beginObject()
            writer.key("number")
            writer.integer(record.number)
            writer.key("request_id")
            writer.string(record.requestID)
            writer.key("dialect")
            writer.string(record.dialect.rawValue)
            writer.key("model")
            writer.string(record.model)
            writer.key("credential_digest")
            writer.string(record.credentialDigest)
            writer.key("credential_last4")
            writer.string(record.credentialLast4)
            writer.key("client_id")
            if let id = record.clientID { writer.string(id) } else { writer.null() }
            writer.key("stream")
            writer.bool(record.isStream)
            writer.key("status")
            writer.integer(Int64(record.status))
            writer.key("outcome")
            writer.string(record.outcome.rawValue)
            write(record.usage, to: &writer)
            writer.key("started_at")
            writer.string(record.startedAt.text)
            writer.key("duration_ms")
            if let time = record.durationMilliseconds {
                writer.integer(time)
            } else {
                writer.null()
            }
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }

    /// The totals of all calls, and of each dialect and model.
    ///
    /// - Parameter requests: Of all kinds, counts of tokens and lists of models too.
    static func totals(_ book: CallBook, requests: Int64) -> [UInt8] {
        let (models, rejected) = book.totals()
        var all = CallTotals()
        for totals in models.values {
            all.calls += totals.calls
            all.outcomes.merge(totals.outcomes) { $0 + $1 }
            all.add(totals.usage)
        }
        var writer = JSONWriter()
        writer.beginObject()
        write(all, to: &writer)
        writer.key("requests")
        writer.integer(requests)
        writer.key("rejected")
        writer.integer(rejected)
        writer.key("models")
        writer.beginArray()
        let keys = models.keys.sorted {
            ($0.dialect.rawValue, $0.model) < ($1.dialect.rawValue, $1.model)
        }
        for key in keys {
            writer.beginObject()
            writer.key("dialect")
            writer.string(key.dialect.rawValue)
            writer.key("model")
            writer.string(key.model)
            write(models[key] ?? CallTotals(), to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ totals: CallTotals, to writer: inout JSONWriter) {
        writer.key("calls")
        writer.integer(totals.calls)
        for outcome in CallRecord.Outcome.allCases {
            writer.key(outcome.rawValue)
            writer.integer(totals.outcomes[outcome] ?? 0)
        }
        write(totals.usage, to: &writer)
    }

    /// Input tokens are all of them, those from and for caches included; output tokens include
    /// reasoning.
    private static func write(_ usage: TokenUsage, to writer: inout JSONWriter) {
        for (key, value) in [
            ("input_tokens", usage.inputTokens), ("fresh_input_tokens", usage.freshInput),
            ("cached_tokens", usage.cacheRead), ("cache_write_5m_tokens", usage.cacheWrite5m),
            ("cache_write_1h_tokens", usage.cacheWrite1h), ("output_tokens", usage.outputTokens),
            ("reasoning_tokens", usage.reasoning),
        ] {
            writer.key(key)
            writer.integer(value)
        }
    }
}
