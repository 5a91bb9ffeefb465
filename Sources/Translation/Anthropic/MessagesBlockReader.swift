import Vocabulary
import Wire

/// Reads the content blocks of Messages, of requests and of answers.
struct MessagesBlockReader {
    /// What a block becomes.
    enum Piece {
        /// A part of its turn.
        case part(Part)
        /// A system text in the middle of a user's message.
        case system(Part)
    }

    /// Members nobody knows.
    private(set) var unknown: [UnknownField] = []

    /// The content of a message: a text or a list of blocks.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    mutating func parts(of message: FieldReader) throws(TranslationFault) -> [Piece] {
        guard let content = message["content"] else { throw message.missing("content") }
        if let text = content.string { return [.part(.text(text))] }
        guard content.kind == .array else {
            throw message.wrong("content", "a text or a list of blocks")
        }
        var pieces: [Piece] = []
        pieces.reserveCapacity(content.count)
        let place = message.place.member("content")
        var index = 0
        for element in content.elements {
            let block = try FieldReader(element, at: place.element(index))
            if element["type"]?.isString(equalTo: "mid_conv_system") == true {
                for piece in try parts(of: block) {
                    switch piece {
                    case .part(let part), .system(let part): pieces.append(.system(part))
                    }
                }
            } else {
                pieces.append(.part(try part(block)))
            }
            index += 1
        }
        return pieces
    }

    /// Reads a block.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    mutating func part(_ block: FieldReader) throws(TranslationFault) -> Part {
        var part: Part
        let type = try block.requiredText("type")
        switch type {
        case "text":
            part = .text(try block.requiredText("text"))
            if let list = block["citations"], list.kind == .array {
                part.citations = list.elements.map(MessagesCitationForm.citation)
            }
        case "image":
            part = Part(.image(Media(try source(of: block))))
        case "document":
            part = try document(block)
        case "search_result":
            part = try searchResult(block)
        case "thinking":
            part = Part(.reasoning(try thinking(block)))
        case "redacted_thinking":
            part = Part(
                .reasoning(
                    Reasoning(
                        [],
                        proof: ProofTag.read(
                            try block.requiredText("data"), form: .redacted, vendor: "anthropic"))))
        case "tool_use":
            part = Part(.toolCall(try call(block)))
        case "tool_result":
            part = Part(.toolResult(try result(block)))
        default:
            part = Part(
                .hosted(HostedItem(kind: type, json: Array(block.node.bytes), dialect: .anthropic)))
        }
        part.cacheMark = Self.mark(block)
        return part
    }

    /// A mark of prompt caching.
    static func mark(_ block: FieldReader) -> CacheMark? {
        guard let mark = block["cache_control"], mark.kind == .object else { return nil }
        return CacheMark(lifetime: mark["ttl"]?.string)
    }

    /// Notes a member of a message that nobody knows.
    mutating func noteUnknown(_ name: String, _ value: JSONNode, of message: FieldReader) {
        unknown.append(
            UnknownField(
                path: message.place.member(name).text, json: Array(value.bytes), dialect: .anthropic
            ))
    }

    private func thinking(_ block: FieldReader) throws(TranslationFault) -> Reasoning {
        let text = try block.text("thinking") ?? ""
        let signature = try block.text("signature") ?? ""
        return Reasoning(
            text.isEmpty ? [] : [text],
            proof: signature.isEmpty
                ? nil : ProofTag.read(signature, form: .signature, vendor: "anthropic"))
    }

    private func call(_ block: FieldReader) throws(TranslationFault) -> ToolCall {
        guard let input = block["input"] else { throw block.missing("input") }
        guard input.kind == .object else { throw block.wrong("input", "an object") }
        let name = try block.requiredText("name")
        return ToolCall(
            id: try block.requiredText("id"), name: name,
            input: String(decoding: input.bytes, as: UTF8.self))
    }

    private mutating func result(_ block: FieldReader) throws(TranslationFault) -> ToolResult {
        let id = try block.requiredText("tool_use_id")
        var parts: [Part] = []
        if block["content"] != nil {
            for piece in try self.parts(of: block) {
                switch piece {
                case .part(let part), .system(let part): parts.append(part)
                }
            }
        }
        return ToolResult(callID: id, parts: parts, isError: try block.flag("is_error"))
    }

    private func source(of block: FieldReader) throws(TranslationFault) -> Media.Source {
        guard let source = try block.object("source") else { throw block.missing("source") }
        switch try source.requiredText("type") {
        case "base64":
            return try .bytes(
                mediaType: try source.requiredText("media_type").lowercased(),
                base64: source.base64(try source.requiredText("data"), "data"))
        case "url": return .url(try source.requiredText("url"), mediaType: nil)
        case "file": return .providerFile(id: try source.requiredText("file_id"), mediaType: nil)
        case "text": return .plainText(try source.requiredText("data"))
        case "content": return .plainText(try Self.joinedText(source))
        default: throw source.wrong("type", "base64, url, file, text or content")
        }
    }

    private func document(_ block: FieldReader) throws(TranslationFault) -> Part {
        if let content = block["source"]?["content"], content.kind == .array,
            content.elements.contains(where: { $0["type"]?.isString(equalTo: "text") != true })
        {
            return Part(
                .hosted(
                    HostedItem(kind: "document", json: Array(block.node.bytes), dialect: .anthropic)
                ))
        }
        var media = Media(try source(of: block))
        if case .url(let url, _) = media.source {
            media.source = .url(url, mediaType: "application/pdf")
        }
        media.title = try block.text("title")
        media.context = try block.text("context")
        media.wantsCitations = try block.object("citations")?.flag("enabled")
        return Part(.document(media))
    }

    private func searchResult(_ block: FieldReader) throws(TranslationFault) -> Part {
        var media = Media(.plainText(try Self.joinedText(block)))
        media.title = try block.text("title")
        media.context = try block.text("source")
        media.wantsCitations = try block.object("citations")?.flag("enabled")
        return Part(.document(media))
    }

    private static func joinedText(_ object: FieldReader) throws(TranslationFault) -> String {
        guard let content = object["content"] else { throw object.missing("content") }
        if let text = content.string { return text }
        guard content.kind == .array else {
            throw object.wrong("content", "a text or a list of texts")
        }
        return content.elements.compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}
