import Vocabulary
import Wire

/// Messages' citations.
enum MessagesCitationForm {
    /// Reads an entry of `citations`, whatever its kind.
    static func citation(_ node: JSONNode) -> Citation {
        var citation = Citation(json: Array(node.bytes), dialect: .anthropic)
        citation.url = node["url"]?.string ?? node["source"]?.string
        citation.title = node["title"]?.string ?? node["document_title"]?.string
        citation.citedText = node["cited_text"]?.string
        return citation
    }

    /// Writes a citation as Messages' clients know it; `nil` if it has no such form.
    static func json(_ citation: Citation) -> [UInt8]? {
        if citation.dialect == .anthropic { return citation.json }
        guard let url = citation.url else { return nil }
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.string("web_search_result_location")
        json.key("url")
        json.string(url)
        json.key("title")
        if let title = citation.title { json.string(title) } else { json.null() }
        json.key("cited_text")
        json.string(citation.citedText ?? "")
        json.key("encrypted_index")
        json.string("")
        json.endObject()
        return json.bytes
    }
}
