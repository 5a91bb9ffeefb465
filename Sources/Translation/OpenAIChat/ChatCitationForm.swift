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
    /// - Parameters:
    ///   - place: Where the block of text stands that has the citation, in characters.
    ///   - index: In a stream, its place among those of its answer.
    static func json(
        _ citation: Citation, in place: Range<Int>, at index: Int64? = nil
    ) -> [UInt8]? {
        if citation.dialect == .openAIChat { return own(citation.json, at: index) }
        guard let url = citation.url else { return nil }
        let range = citation.place(in: place)
        var json = JSONWriter()
        json.beginObject()
        if let index { json.member("index", index) }
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

    private static func own(_ written: [UInt8], at index: Int64?) -> [UInt8] {
        // it was read from a sound answer
        guard let index, let document = try? JSONDocument(parsing: written) else { return written }
        var json = JSONWriter()
        json.beginObject()
        json.member("index", index)
        for (name, value) in document.root.members where name != "index" {
            json.key(name)
            json.raw(value.bytes)
        }
        json.endObject()
        return json.bytes
    }
}
