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
    /// - Parameter place: Where the block of text stands that has the citation, in characters.
    static func json(_ citation: Citation, in place: Range<Int>) -> [UInt8]? {
        if citation.dialect == .openAIChat { return citation.json }
        guard let url = citation.url else { return nil }
        let range = citation.place(in: place)
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
