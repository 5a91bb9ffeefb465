import Ledger
import Redaction
import Translation
import Vocabulary
import Wire

/// Stage 8, restore, of a stream: what the client's dialect says already, with the client's own values in it again.
struct RestoredStream: StreamReader {
    private var reader: any StreamReader
    private var restorer: StreamRestorer
    private let redactor: Redactor

    private let draft: ContentDraft?

    /// - Parameter draft: Takes a copy of what comes, before anything is put back; `nil` where policy keeps none.
    init(
        _ reader: any StreamReader, _ redaction: RequestRedaction, dialect: Dialect,
        draft: ContentDraft?
    ) {
        self.draft = draft
        self.reader = reader
        redactor = redaction.redactor
        restorer = StreamRestorer(
            redaction.redacted.restoration, redactor: redaction.redactor, dialect: dialect)
    }

    var reading: ReplyReading {
        var reading = reader.reading
        if !restorer.isIdle {
            reading.findings = CallFindings(
                restorer.findings, by: redactor, notes: restorer.notes)
        }
        return reading
    }

    var stash: ProofStash? { reader.stash }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        restored(reader.take(event))
    }

    mutating func finish() -> StreamVerdict { restored(reader.finish()) }

    mutating func end(with fault: RoadFault) -> [UInt8]? { reader.end(with: fault) }

    private mutating func restored(_ verdict: StreamVerdict) -> StreamVerdict {
        if let draft {
            switch verdict {
            case .drop, .failure: break
            case .prelude(let bytes), .content(let bytes), .end(let bytes): draft.append(bytes)
            }
        }
        guard !restorer.isIdle else { return verdict }
        do throws(RedactionFault) {
            switch verdict {
            case .drop, .failure: return verdict
            case .prelude(let bytes): return .prelude(try restorer.push(bytes))
            case .content(let bytes): return .content(try restorer.push(bytes))
            case .end(let bytes): return .end(try restorer.push(bytes) + restorer.finish())
            }
        } catch {
            return .failure(RoadFault(redaction: error))
        }
    }
}
