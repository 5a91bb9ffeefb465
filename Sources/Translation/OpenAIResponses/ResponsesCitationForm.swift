import Vocabulary
import Wire

/// Responses' annotations.
enum ResponsesCitationForm {
    /// Reads an annotation, whatever its kind.
    static func citation(_ node: JSONNode) -> Citation {
        var citation = Citation(json: Array(node.bytes), dialect: .openAIResponses)
        citation.url = node.text("url")
        citation.title = node.text("title") ?? node.text("filename")
        if let start = node["start_index"]?.int64.flatMap({ Int(exactly: $0) }),
            let end = node["end_index"]?.int64.flatMap({ Int(exactly: $0) }), start >= 0,
            start <= end
        {
            citation.range = start..<end
        }
        return citation
    }

    /// Writes an annotation; `nil` for a citation without an address.
    ///
    /// - Parameter length: How many characters the block of text has.
    static func json(_ citation: Citation, length: Int) -> [UInt8]? {
        if citation.dialect == .openAIResponses { return citation.json }
        guard let url = citation.url else { return nil }
        let range = citation.place(in: 0..<length)
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "url_citation")
        json.member("start_index", Int64(range.lowerBound))
        json.member("end_index", Int64(range.upperBound))
        json.member("url", url)
        json.member("title", citation.title ?? "")
        json.endObject()
        return json.bytes
    }
}
