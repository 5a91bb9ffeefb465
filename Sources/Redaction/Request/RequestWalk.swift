import Vault
import Vocabulary
import Wire

/// Goes through a request's body, string by string, and gathers what has to change.
struct RequestWalk {
    /// How deep JSON text inside JSON text is followed; deeper it is text like any other.
    private static let nestedMax = 8

    private let redactor: Redactor
    private let document: JSONDocument
    private let dialect: Dialect
    private let key: Secret
    private var search: TextSearch
    private var splices: [Splice] = []
    private var findings = Findings()
    private var restoration = Restoration()
    /// Placeholders by kind and value.
    private var words: [[UInt8]: [UInt8]] = [:]
    private var values: [[UInt8]: [UInt8]] = [:]
    /// How many documents that may be cited came so far.
    private var documents = 0
    /// The document whose text is being read.
    private var documentIndex: Int?

    init(_ redactor: Redactor, document: JSONDocument, dialect: Dialect, key: Secret) {
        self.redactor = redactor
        self.document = document
        self.dialect = dialect
        self.key = key
        search = TextSearch(redactor)
    }

    mutating func run() throws(RedactionFault) {
        guard document.root.kind == .object else { throw RedactionFault(.unreadable) }
        var splices: [Splice] = []
        try visit(document.root, key: "", parent: nil, isFree: false, depth: 0, into: &splices)
        self.splices = splices
        restoration.expectsJSON = Self.expectsJSON(document.root)
    }

    consuming func finish() -> Redacted {
        restoration.seal()
        return Redacted(
            body: splices.isEmpty ? nil : Splice.apply(splices, to: document.bytes),
            findings: findings, restoration: restoration)
    }

    /// Does the request want JSON for an answer?
    private static func expectsJSON(_ root: JSONNode) -> Bool {
        let configuration = root["generationConfig"] ?? root["generation_config"]
        let mime = configuration?["responseMimeType"] ?? configuration?["response_mime_type"]
        let kind =
            root["response_format"]?["type"]?.string ?? root["text"]?["format"]?["type"]?.string
            ?? root["output_config"]?["format"]?["type"]?.string
            ?? root["output_format"]?["type"]?.string ?? mime?.string
        return kind?.contains("json") ?? false
    }

    // MARK: The tree

    private mutating func visit(
        _ node: JSONNode, key: String, parent: JSONNode?, isFree: Bool, depth: Int,
        into splices: inout [Splice]
    ) throws(RedactionFault) {
        switch node.kind {
        case .object:
            try visitMembers(node, isFree: isFree, depth: depth, into: &splices)
        case .array:
            for element in node.elements {
                try visit(
                    element, key: key, parent: parent, isFree: isFree, depth: depth,
                    into: &splices)
            }
        case .string:
            try visitString(
                node, key: key, parent: parent, isFree: isFree, depth: depth, into: &splices)
        case .number:
            if isFree { try visitNumber(node, key: key, into: &splices) }
        case .bool, .null: break
        }
    }

    private mutating func visitMembers(
        _ node: JSONNode, isFree: Bool, depth: Int, into splices: inout [Splice]
    ) throws(RedactionFault) {
        let type = isFree ? nil : node["type"]?.string
        let outer = documentIndex
        if type == "document" {
            documentIndex = documents
            documents += 1
        }
        for (key, value) in node.members {
            if key.utf8.count >= 4, isFree || !Self.isPlainName(key) {
                try visitKey(key, of: node, into: &splices)
            }
            try visit(
                value, key: key, parent: node,
                isFree: isFree || LeafRules.isFree(key, of: node, type: type),
                depth: depth, into: &splices)
        }
        documentIndex = outer
    }

    /// Letters and `_` only, as the dialects' own members are called.
    private static func isPlainName(_ key: String) -> Bool {
        key.utf8.allSatisfy { CharacterSet.isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    /// Keys of free objects are text too; what is found in them goes as placeholders whatever the
    /// action, since two keys with the same mask would be one.
    private mutating func visitKey(
        _ key: String, of node: JSONNode, into splices: inout [Splice]
    ) throws(RedactionFault) {
        let text = Array(key.utf8)
        let hits = try search.find(text.span)
        guard !hits.isEmpty, let member = node.memberRange(key) else { return }
        var end = member.lowerBound + 1
        let bytes = node.document.bytes
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        let content = member.lowerBound + 1..<end
        let escaped = EscapedText(bytes, content)
        for splice in try replacements(hits, in: escaped.bytes, isName: true) {
            let range = escaped.jsonRange(splice.range)
            splices.append(
                Splice(
                    range: range.lowerBound + content.lowerBound..<range.upperBound
                        + content.lowerBound, bytes: splice.bytes))
        }
    }

    /// A number that is found becomes a string.
    private mutating func visitNumber(
        _ node: JSONNode, key: String, into splices: inout [Splice]
    ) throws(RedactionFault) {
        guard node.range.count >= 6 else { return }
        let text = Array(node.bytes)
        let hits = try search.find(text.span, key: key)
        guard let first = hits.first else { return }
        let whole = Hit(range: 0..<text.count, detector: first.detector)
        for splice in try replacements([whole], in: text, isName: false) {
            splices.append(Splice(range: node.range, bytes: EscapedText.quoted(splice.bytes)))
        }
    }

    private mutating func visitString(
        _ node: JSONNode, key: String, parent: JSONNode?, isFree: Bool, depth: Int,
        into splices: inout [Splice]
    ) throws(RedactionFault) {
        let content = node.range.lowerBound + 1..<node.range.upperBound - 1
        guard !content.isEmpty else { return }
        let type = isFree ? nil : parent?["type"]?.string
        var treatment =
            isFree ? .text : LeafRules.treatment(key, of: parent, type: type)
        let bytes = node.document.bytes
        if treatment == .media {
            if try isOpaque(node, content, parent, into: &splices) { return }
            treatment = .text
        }
        // A string without backslash is its own text.
        let text = node.hasEscapes ? EscapedText(bytes, content) : nil
        if treatment == .sealed {
            let hits = try find(text?.bytes, bytes, content, key: "")
            if let hit = hits.first(where: { $0.detector != search.placeholderNumber }) {
                throw RedactionFault(.sealed, detector: redactor.names[hit.detector])
            }
            return
        }
        var found: [Splice]
        if depth < Self.nestedMax, let nested = nested(text?.bytes, bytes, content) {
            found = []
            try visit(
                nested.root, key: key, parent: nil, isFree: true, depth: depth + 1, into: &found)
        } else {
            let hits = try find(text?.bytes, bytes, content, key: isFree ? key : "")
            guard !hits.isEmpty else { return }
            found = try replacements(
                hits, in: text?.bytes ?? Array(bytes[content]), isName: false)
            noteDocument(found, text?.bytes ?? Array(bytes[content]), key: key)
        }
        for splice in found {
            let range = text?.jsonRange(splice.range) ?? splice.range
            var escaped: [UInt8] = []
            EscapedText.appendEscaped(splice.bytes, to: &escaped)
            splices.append(
                Splice(
                    range: range.lowerBound + content.lowerBound..<range.upperBound
                        + content.lowerBound, bytes: escaped))
        }
    }

    private mutating func find(
        _ text: [UInt8]?, _ bytes: [UInt8], _ content: Range<Int>, key: String
    ) throws(RedactionFault) -> [Hit] {
        if let text {
            return key.isEmpty ? try search.find(text.span) : try search.find(text.span, key: key)
        }
        let span = bytes.span.extracting(content)
        return key.isEmpty ? try search.find(span) : try search.find(span, key: key)
    }

    /// The JSON that a string's text is, when it is an object or array.
    private func nested(
        _ text: [UInt8]?, _ bytes: [UInt8], _ content: Range<Int>
    ) -> JSONDocument? {
        let slice = text.map { $0[...] } ?? bytes[content]
        guard let first = slice.first(where: { $0 > 0x20 }),
            let last = slice.last(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") && last == UInt8(ascii: "}")
                || first == UInt8(ascii: "[") && last == UInt8(ascii: "]")
        else { return nil }
        // What looks like JSON and isn't is text.
        return try? JSONDocument(parsing: Array(slice))
    }

    // MARK: Media

    /// The longest value of a member for media that may be a secret.
    private static let secretBytesMax = 4_096

    /// Is it base64 that no detector can read? Text in a data URL is read and changed.
    private mutating func isOpaque(
        _ node: JSONNode, _ content: Range<Int>, _ parent: JSONNode?,
        into splices: inout [Splice]
    ) throws(RedactionFault) -> Bool {
        let bytes = node.document.bytes
        var start = content.lowerBound
        var type =
            (parent?["media_type"] ?? parent?["mimeType"] ?? parent?["mime_type"])?.string ?? ""
        if String(decoding: bytes[content].prefix(5), as: UTF8.self).lowercased() == "data:" {
            guard let comma = bytes[content].prefix(1_024).firstIndex(of: UInt8(ascii: ","))
            else { return false }
            let head = bytes[(start + 5)..<comma]
            type = String(decoding: head, as: UTF8.self).lowercased()
            guard type.hasSuffix(";base64") else { return false }
            start = comma + 1
        }
        guard
            bytes[start..<content.upperBound].allSatisfy({
                CharacterSet.isAlphanumeric($0) || "+/=-_\\nr".utf8.contains($0)
            })
        else { return false }
        // A word is no attachment.
        guard content.upperBound - start >= 32 || start > content.lowerBound else { return false }
        // What is a secret from its first to its last byte is no attachment either.
        if start == content.lowerBound, content.count <= Self.secretBytesMax,
            try search.find(bytes.span.extracting(content)).contains(where: {
                $0.range.count == content.count && $0.detector != search.placeholderNumber
            })
        {
            return false
        }
        // RFC 2397: without a type it is text.
        if type.hasPrefix("text/") || type == ";base64"
            || Base64Text.isText(bytes[start..<content.upperBound])
        {
            let text = Base64Text.decoded(bytes[start..<content.upperBound])
            let hits = try search.find(text.span)
            guard !hits.isEmpty else { return true }
            let changed = Splice.apply(
                try replacements(hits, in: text, isName: false), to: text)
            splices.append(
                Splice(range: start..<content.upperBound, bytes: Base64Text.encoded(changed)))
            return true
        }
        return true
    }

    // MARK: Replacing

    private mutating func replacements(
        _ hits: [Hit], in text: [UInt8], isName: Bool
    ) throws(RedactionFault) -> [Splice] {
        var splices: [Splice] = []
        for hit in hits {
            let value = Array(text[hit.range])
            guard hit.detector < redactor.actions.count else {
                splices.append(Splice(range: hit.range, bytes: word("REF", value, isKept: true)))
                continue
            }
            let action = redactor.actions[hit.detector]
            let name = redactor.names[hit.detector]
            let label = redactor.labels[hit.detector]
            let labelText = String(decoding: label, as: UTF8.self)
            switch action {
            case .allow: continue
            case .block: throw RedactionFault(.blocked, detector: name)
            case .mask where !isName:
                splices.append(Splice(range: hit.range, bytes: Array("[\(labelText)]".utf8)))
            case .mask, .tokenise:
                splices.append(
                    Splice(
                        range: hit.range,
                        bytes: word(labelText, value, isKept: action == .tokenise)))
            }
            findings.count(name, label: labelText)
        }
        return splices
    }

    /// The placeholder for a value, kept for the answer unless it was to be masked.
    private mutating func word(_ label: String, _ value: [UInt8], isKept: Bool) -> [UInt8] {
        let label = Array(label.utf8)
        let name = label + [0] + value
        if let word = words[name] {
            if isKept { restoration.insert(word, value) }
            return word
        }
        var attempt: UInt8 = 0
        var word = Placeholder.make(label: label, value: value, key: key)
        while let other = values[word], other != value, attempt < 255 {
            attempt += 1
            word = Placeholder.make(label: label, value: value, key: key, attempt: attempt)
        }
        words[name] = word
        values[word] = value
        if isKept { restoration.insert(word, value) }
        return word
    }

    /// Remembers how a document's text that may be cited has moved, in characters.
    private mutating func noteDocument(_ splices: [Splice], _ text: [UInt8], key: String) {
        guard dialect == .anthropic, let documentIndex, key == "data" else { return }
        var map = OffsetMap()
        var place = 0
        var count = 0
        for splice in splices {
            count += Characters.count(text[place..<splice.range.lowerBound])
            map.add(
                start: count, count: splice.bytes.count,
                newCount: Characters.count(text[splice.range]))
            count += splice.bytes.count
            place = splice.range.upperBound
        }
        restoration.documents[documentIndex] = map
    }
}

/// Counts characters as the protocols' indexes do.
enum Characters {
    /// Unicode scalars of UTF-8.
    static func count(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
    }
}
