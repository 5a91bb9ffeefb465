import Vocabulary
import Wire

/// Chat's content parts: text, picture, sound, file, refusal.
enum ChatPartForm {
    /// Reads a part.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func part(_ part: FieldReader) throws(TranslationFault) -> Part {
        let content: Part.Content
        switch try part.requiredText("type") {
        case "text", "input_text", "output_text":
            content = .text(try part.requiredText("text"))
        case "refusal":
            content = .refusal(try part.requiredText("refusal"))
        case "image_url":
            content = try image(part)
        case "input_audio":
            guard let audio = try part.object("input_audio") else {
                throw part.missing("input_audio")
            }
            let format = try audio.requiredText("format")
            content = .audio(
                Media(
                    .bytes(
                        mediaType: format == "mp3" ? "audio/mpeg" : "audio/\(format.lowercased())",
                        base64: try audio.base64(audio.requiredText("data"), "data"))))
        case "file":
            content = try file(part)
        default:
            throw part.wrong("type", "text, image_url, input_audio, file or refusal")
        }
        return Part(content, cacheMark: ChatMessageReader.mark(part))
    }

    private static func image(_ part: FieldReader) throws(TranslationFault) -> Part.Content {
        guard let member = part["image_url"] else { throw part.missing("image_url") }
        let url: String
        var detail: String?
        if let text = member.string {
            url = text
        } else {
            guard let image = try part.object("image_url") else { throw part.missing("image_url") }
            url = try image.requiredText("url")
            detail = try image.text("detail")
        }
        var media = Media(try source(url, part))
        media.detail = detail
        return .image(media)
    }

    private static func file(_ part: FieldReader) throws(TranslationFault) -> Part.Content {
        guard let file = try part.object("file") else { throw part.missing("file") }
        var media: Media
        if let id = try file.text("file_id") {
            media = Media(.providerFile(id: id, mediaType: nil))
        } else {
            let data = try file.requiredText("file_data")
            if let (mediaType, base64) = Media.dataURL(data) {
                media = Media(
                    .bytes(mediaType: mediaType, base64: try file.base64(base64, "file_data")))
            } else {
                media = Media(
                    .bytes(mediaType: "application/pdf", base64: try file.base64(data, "file_data"))
                )
            }
        }
        media.fileName = try file.text("filename")
        return Media.part(media)
    }

    private static func source(
        _ url: String, _ part: FieldReader
    ) throws(TranslationFault) -> Media.Source {
        guard url.utf8.starts(with: "data:".utf8) else { return .url(url, mediaType: nil) }
        guard let (mediaType, base64) = Media.dataURL(url) else {
            throw part.wrong("image_url", "an address, or a data URL with a media type and base64")
        }
        return .bytes(mediaType: mediaType, base64: try part.base64(base64, "image_url"))
    }
}
