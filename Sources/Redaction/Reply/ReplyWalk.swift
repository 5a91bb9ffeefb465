import Vocabulary
import Wire

/// Why something in an answer may not fit the restored text.
package enum RestorationNote: String, Sendable, CaseIterable {
    /// Log probabilities are of the provider's tokens: of placeholders, not of values.
    case logprobs
    /// Places in citations were moved to where they are in the client's text.
    case citationsMoved = "citations moved"
}

/// Goes through an answer, or an event of one, and gathers what has to change.
struct ReplyWalk {
    let restoration: Restoration
    let dialect: Dialect
    var search: TextSearch?
    var notes: Set<RestorationNote> = []
    /// Strings that are pieces of a channel, by where they begin; what they become is known, `nil`
    /// for those that stay.
    var pieces: [Int: [UInt8]?] = [:]
    /// How places of the text moved that annotations without a text beside them speak about.
    var outerMap: OffsetMap?
    var outerBytes: OffsetMap?
    private(set) var splices: [Splice] = []

    init(_ restoration: Restoration, dialect: Dialect, search: TextSearch?) {
        self.restoration = restoration
        self.dialect = dialect
        self.search = search
    }

    /// The body with everything put back; `nil` when nothing changes.
    mutating func body(of document: JSONDocument) throws(RedactionFault) -> [UInt8]? {
        try visit(document.root, key: "", parent: nil, isFree: false)
        guard !splices.isEmpty else { return nil }
        splices.sort { $0.range.lowerBound < $1.range.lowerBound }
        return Splice.apply(splices, to: document.bytes)
    }

    /// Replaces a part of the document that is about to be written.
    mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
        splices.append(Splice(range: range, bytes: bytes))
    }

    private mutating func visit(
        _ node: JSONNode, key: String, parent: JSONNode?, isFree: Bool
    ) throws(RedactionFault) {
        switch node.kind {
        case .object: try visitMembers(node, isFree: isFree)
        case .array:
            for element in node.elements {
                try visit(element, key: key, parent: parent, isFree: isFree)
            }
        case .string: try visitString(node, key: key, parent: parent, isFree: isFree)
        case .number, .bool, .null: break
        }
    }

    private mutating func visitMembers(
        _ node: JSONNode, isFree: Bool
    ) throws(RedactionFault) {
        let type = isFree ? nil : node["type"]?.string
        for (key, value) in node.members {
            if isFree { visitKey(key, of: node) }
            if !isFree {
                switch key {
                case "logprobs", "logprobsResult", "avgLogprobs":
                    if value.kind == .object || value.count > 0 { notes.insert(.logprobs) }
                    continue
                case "annotations": try moveAnnotations(value, of: node)
                case "annotation": move(value, outerMap)
                case "citation": moveDocument(value)
                case "citations":
                    for citation in value.elements { moveDocument(citation) }
                case "citationMetadata", "groundingMetadata":
                    try moveBytes(value, of: node)
                default: break
                }
            }
            try visit(
                value, key: key, parent: node,
                isFree: isFree || LeafRules.isFree(key, of: node, type: type))
        }
    }

    /// Keys of a tool's arguments may have been placeholders too.
    private mutating func visitKey(_ key: String, of node: JSONNode) {
        guard key.utf8.count >= Placeholder.bytesMin, let member = node.memberRange(key) else {
            return
        }
        let text = Array(key.utf8)
        var channel = TextChannel(.unknown, scans: false)
        var nothing: TextSearch?
        // Without scanning nothing throws.
        guard let restored = try? channel.take(text, isFinal: true, restoration, &nothing),
            restored != text
        else { return }
        var end = member.lowerBound + 1
        let bytes = node.document.bytes
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        replace(member.lowerBound..<end + 1, with: EscapedText.quoted(restored))
    }

    private mutating func visitString(
        _ node: JSONNode, key: String, parent: JSONNode?, isFree: Bool
    ) throws(RedactionFault) {
        if let piece = pieces[node.range.lowerBound] {
            if let piece { replace(node.range, with: piece) }
            return
        }
        let content = node.range.lowerBound + 1..<node.range.upperBound - 1
        guard content.count >= (search == nil ? Placeholder.bytesMin : 6) else { return }
        if !isFree {
            let type = parent?["type"]?.string
            guard LeafRules.treatment(key, of: parent, type: type) != .sealed else { return }
        }
        let text = EscapedText(node.document.bytes, content).bytes
        var channel = TextChannel(mode(key, isFree: isFree), scans: search != nil)
        let restored = try channel.take(text, isFinal: true, restoration, &search)
        if restored != text { replace(node.range, with: EscapedText.quoted(restored)) }
    }

    /// Arguments are JSON; so is the answer's text if that was asked for.
    func mode(_ key: String, isFree: Bool) -> JSONNesting.Mode {
        switch key {
        case "arguments", "partial_json": .json
        case "text", "content", "delta", "output_text":
            restoration.expectsJSON && !isFree ? .json : .unknown
        default: .unknown
        }
    }

    // MARK: Citations

    /// Annotations of OpenAI point into the text beside them, in characters.
    private mutating func moveAnnotations(
        _ annotations: JSONNode, of node: JSONNode
    ) throws(RedactionFault) {
        var map = outerMap
        if let text = (node["text"] ?? node["content"])?.utf8 {
            var channel = TextChannel(mode("text", isFree: false), scans: false)
            var nothing: TextSearch?
            _ = try channel.take(Array(text), isFinal: true, restoration, &nothing)
            if pieces.isEmpty { map = channel.characters }
        }
        for annotation in annotations.elements {
            move(annotation, map)
            if let citation = annotation["url_citation"] { move(citation, map) }
        }
    }

    private mutating func move(_ node: JSONNode, _ map: OffsetMap?) {
        guard let map, !map.isEmpty else { return }
        move(node["start_index"], map, isEnd: false)
        move(node["end_index"], map, isEnd: true)
    }

    /// Citations of Anthropic point into a document of the request, in characters.
    private mutating func moveDocument(_ node: JSONNode) {
        guard let index = node["document_index"]?.int64,
            let map = restoration.documents[Int(truncatingIfNeeded: index)], !map.isEmpty
        else { return }
        move(node["start_char_index"], map, isEnd: false)
        move(node["end_char_index"], map, isEnd: true)
    }

    /// Gemini points into the answer's text, in bytes.
    private mutating func moveBytes(
        _ node: JSONNode, of candidate: JSONNode
    ) throws(RedactionFault) {
        var map = outerBytes
        if map == nil, let parts = candidate["content"]?["parts"] {
            var text: [UInt8] = []
            for part in parts.elements { text += part["text"]?.utf8 ?? [] }
            var channel = TextChannel(mode("text", isFree: false), scans: false)
            var nothing: TextSearch?
            _ = try channel.take(text, isFinal: true, restoration, &nothing)
            map = channel.bytes
        }
        guard let map, !map.isEmpty else { return }
        for list in [node["citationSources"], node["citations"], node["groundingSupports"]] {
            guard let list else { continue }
            for source in list.elements {
                let segment = source["segment"] ?? source
                move(segment["startIndex"], map, isEnd: false)
                move(segment["endIndex"], map, isEnd: true)
            }
        }
    }

    private mutating func move(_ node: JSONNode?, _ map: OffsetMap, isEnd: Bool) {
        guard let node, let place = node.int64, place >= 0, place < Int64(Int32.max) else { return }
        let moved = map.moved(Int(place), isEnd: isEnd)
        guard moved != Int(place) else { return }
        notes.insert(.citationsMoved)
        replace(node.range, with: Array(String(moved).utf8))
    }
}
