import Vocabulary
import Wire

/// Gemini's sources: `citationMetadata` and `groundingMetadata` of a candidate.
enum GeminiCitationForm {
    /// Reads them.
    ///
    /// - Parameter places: The text they are of.
    static func citations(of candidate: JSONNode, _ places: GeminiTextPlaces) -> [Citation] {
        var citations: [Citation] = []
        let metadata = candidate["citationMetadata"]
        if let sources = metadata?["citationSources"] ?? metadata?["citations"] {
            for source in sources.elements {
                var citation = Citation(json: Array(source.bytes), dialect: .gemini)
                citation.url = source.text("uri")
                citation.title = source.text("title")
                citation.range = range(source, places)
                if citation.url != nil { citations.append(citation) }
            }
        }
        guard let grounding = candidate["groundingMetadata"],
            let list = grounding["groundingChunks"]
        else {
            return citations
        }
        let chunks = Array(list.elements)
        var told: Set<Int> = []
        for support in grounding["groundingSupports"]?.elements.map(\.self) ?? [] {
            for index in support["groundingChunkIndices"]?.elements.map(\.self) ?? [] {
                guard let place = index.int64.flatMap({ Int(exactly: $0) }),
                    chunks.indices.contains(place),
                    var citation = citation(
                        chunks[place], words: support["segment"]?.text("text"))
                else { continue }
                told.insert(place)
                citation.range = support["segment"].flatMap { range($0, places) }
                citations.append(citation)
            }
        }
        for (place, chunk) in chunks.enumerated() where !told.contains(place) {
            if let citation = citation(chunk, words: nil) { citations.append(citation) }
        }
        return citations
    }

    private static func range(_ node: JSONNode, _ places: GeminiTextPlaces) -> Range<Int>? {
        guard (node["partIndex"]?.int64 ?? 0) == 0 else { return nil }
        return places.range(node["startIndex"]?.int64, node["endIndex"]?.int64)
    }

    private static func citation(_ chunk: JSONNode, words: String?) -> Citation? {
        guard let web = chunk["web"] ?? chunk["retrievedContext"], let url = web.text("uri") else {
            return nil
        }
        var json = JSONWriter()
        json.beginObject()
        json.member("uri", url)
        json.member("title", ifAny: web.text("title"))
        json.member("text", ifAny: words)
        json.endObject()
        var citation = Citation(json: json.bytes, dialect: .gemini)
        citation.url = url
        citation.title = web.text("title")
        citation.citedText = words
        return citation
    }

    /// Writes `citationMetadata`, if any of the citations has an address.
    static func write(_ citations: [Citation], to json: inout JSONWriter) {
        let known = citations.filter { $0.url != nil }
        guard !known.isEmpty else { return }
        json.beginObject("citationMetadata")
        json.beginArray("citationSources")
        for citation in known {
            json.beginObject()
            if let range = citation.range {
                json.member("startIndex", Int64(range.lowerBound))
                json.member("endIndex", Int64(range.upperBound))
            }
            json.member("uri", citation.url ?? "")
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
