import Vocabulary
import Wire

/// The content parts of Responses' items: text, picture, file, sound, refusal.
enum ResponsesPartForm {
    /// Reads a part; one of an unknown type stays as it is.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func part(_ part: FieldReader) throws(TranslationFault) -> Part {
        let content: Part.Content
        var citations: [Citation] = []
        let type = try part.requiredText("type")
        switch type {
        case "input_text", "output_text", "text":
            content = .text(try part.requiredText("text"))
            if let list = part["annotations"], list.kind == .array {
                citations = list.elements.map(ResponsesCitationForm.citation)
            }
        case "refusal": content = .refusal(try part.requiredText("refusal"))
        case "input_image": content = .image(try image(part))
        case "input_file": content = Media.part(try file(part))
        case "input_audio": content = .audio(try audio(part))
        default:
            content = .hosted(
                HostedItem(kind: type, json: Array(part.node.bytes), dialect: .openAIResponses))
        }
        var result = Part(content, cacheMark: mark(part))
        result.citations = citations
        return result
    }

    /// A mark of prompt caching.
    static func mark(_ object: FieldReader) -> CacheMark? {
        object["prompt_cache_breakpoint"] == nil ? nil : CacheMark()
    }

    private static func image(_ part: FieldReader) throws(TranslationFault) -> Media {
        var media: Media
        if let id = try part.text("file_id") {
            media = Media(.providerFile(id: id, mediaType: nil))
        } else {
            // Some clients write it as Chat does, one object deeper.
            var url = part["image_url"]?["url"]?.string
            if url == nil { url = try part.requiredText("image_url") }
            media = Media(try source(url ?? "", part, "image_url"))
        }
        media.detail = try part.text("detail")
        return media
    }

    private static func file(_ part: FieldReader) throws(TranslationFault) -> Media {
        var media: Media
        if let id = try part.text("file_id") {
            media = Media(.providerFile(id: id, mediaType: nil))
        } else if let url = try part.text("file_url") {
            media = Media(.url(url, mediaType: nil))
        } else {
            let data = try part.requiredText("file_data")
            if let (mediaType, base64) = Media.dataURL(data) {
                media = Media(
                    .bytes(mediaType: mediaType, base64: try part.base64(base64, "file_data")))
            } else {
                media = Media(
                    .bytes(mediaType: "application/pdf", base64: try part.base64(data, "file_data"))
                )
            }
        }
        media.fileName = try part.text("filename")
        return media
    }

    private static func audio(_ part: FieldReader) throws(TranslationFault) -> Media {
        guard let audio = try part.object("input_audio") else { throw part.missing("input_audio") }
        let format = try audio.requiredText("format").lowercased()
        return Media(
            .bytes(
                mediaType: format == "mp3" ? "audio/mpeg" : "audio/\(format)",
                base64: try audio.base64(audio.requiredText("data"), "data")))
    }

    private static func source(
        _ url: String, _ part: FieldReader, _ key: String
    ) throws(TranslationFault) -> Media.Source {
        guard url.utf8.starts(with: "data:".utf8) else { return .url(url, mediaType: nil) }
        guard let (mediaType, base64) = Media.dataURL(url) else {
            throw part.wrong(key, "an address, or a data URL with a media type and base64")
        }
        return .bytes(mediaType: mediaType, base64: try part.base64(base64, key))
    }
}
