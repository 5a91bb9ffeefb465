import Vocabulary
import Wire

/// Chat's annotations: addresses of sources.
enum ChatCitationForm {
    /// Reads an annotation; `nil` for one that isn't a source's address.
    static func citation(_ node: JSONNode) -> Citation? {
        guard let source = node["url_citation"], let url = source.text("url") else { return nil }
        var citation = Citation(json: Array(node.bytes), dialect: .openAIChat)
        citation.url = url
        citation.title = source.text("title")
        if let start = source["start_index"]?.int64.flatMap({ Int(exactly: $0) }),
            let end = source["end_index"]?.int64.flatMap({ Int(exactly: $0) }), start >= 0,
            start <= end
        {
            citation.range = start..<end
        }
        return citation
    }

    /// Writes an annotation; `nil` for a citation without an address.
    ///
    /// - Parameter length: How many characters the cited text has, where nobody says what of it is
    ///   meant.
    static func json(_ citation: Citation, length: Int) -> [UInt8]? {
        if citation.dialect == .openAIChat { return citation.json }
        guard let url = citation.url else { return nil }
        let range = citation.range ?? 0..<length
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "url_citation")
        json.beginObject("url_citation")
        json.member("start_index", Int64(range.lowerBound))
        json.member("end_index", Int64(range.upperBound))
        json.member("url", url)
        json.member("title", citation.title ?? "")
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
