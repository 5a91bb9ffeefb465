import Vocabulary
import Wire

/// The input parts of a Responses request (facts/protocols 5.4).
extension ResponsesRequestWriter {
    /// Writes a text, a picture, a document or a sound.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func writeInputPart(_ part: Part) throws(TranslationFault) {
        switch part.content {
        case .text(let text):
            guard !text.isBlank else { return }
            writeText(text)
        case .refusal(let text):
            writeText(text)
        case .image(let media):
            guard try writeImage(media) else { return }
        case .document(let media):
            guard try writeDocument(media) else { return }
        case .audio(let media):
            guard try writeAudio(media) else { return }
        case .video:
            try draft.losses.tell(.video)
            return
        case .hosted(let item):
            guard isOwn, item.dialect == .openAIResponses else {
                try draft.losses.tell(.hostedItem, at: item.kind)
                return
            }
            json.raw(item.json)
            return
        case .toolCall, .toolResult, .reasoning: return
        }
        try writeMark(part.cacheMark)
        json.endObject()
    }

    /// A mark of prompt caching, where the model takes it.
    mutating func writeMark(_ mark: CacheMark?) throws(TranslationFault) {
        guard mark != nil else { return }
        guard traits.takesCacheMarks else {
            try draft.losses.tellOtherwise(.cacheMark)
            return
        }
        json.beginObject("prompt_cache_breakpoint")
        json.member("mode", "explicit")
        json.endObject()
    }

    private mutating func writeText(_ text: String) {
        json.beginObject()
        json.member("type", "input_text")
        json.member("text", text)
    }

    private mutating func writeImage(_ media: Media) throws(TranslationFault) -> Bool {
        guard traits.takesImages else {
            try draft.losses.tellOtherwise(.imageBytes)
            return false
        }
        let url: String
        switch media.source {
        case .bytes(let mediaType, let base64):
            url = Media.dataURL(mediaType: mediaType, base64: base64)
        case .url(let address, _):
            guard traits.takesImageURLs, Media.isWeb(address) else {
                try draft.losses.tellOtherwise(.imageURL)
                return false
            }
            url = address
        case .providerFile(let id, _):
            guard isOwn else {
                try draft.losses.tell(.providerFile)
                return false
            }
            json.beginObject()
            json.member("type", "input_image")
            json.member("file_id", id)
            json.member("detail", media.detail ?? "auto")
            return true
        case .plainText: return false
        }
        json.beginObject()
        json.member("type", "input_image")
        json.member("image_url", url)
        json.member("detail", media.detail ?? "auto")
        return true
    }

    private mutating func writeDocument(_ media: Media) throws(TranslationFault) -> Bool {
        if media.context != nil { try draft.losses.tell(.documentContext) }
        if media.wantsCitations == true { try draft.losses.tell(.documentCitations) }
        if case .plainText(let text) = media.source {
            try draft.losses.tell(.documentText)
            writeText(media.title.map { "\($0)\n\n\(text)" } ?? text)
            return true
        }
        guard traits.takesDocuments else {
            try draft.losses.tellOtherwise(.documentBytes)
            return false
        }
        let name = media.fileName ?? media.title
        switch media.source {
        case .bytes(let mediaType, let base64):
            json.beginObject()
            json.member("type", "input_file")
            json.member(
                "filename", name ?? (mediaType == "application/pdf" ? "document.pdf" : "document"))
            json.member("file_data", Media.dataURL(mediaType: mediaType, base64: base64))
        case .url(let url, _):
            guard Media.isWeb(url) else {
                try draft.losses.tellOtherwise(.documentURL)
                return false
            }
            json.beginObject()
            json.member("type", "input_file")
            json.member("file_url", url)
        case .providerFile(let id, _):
            guard isOwn else {
                try draft.losses.tell(.providerFile)
                return false
            }
            json.beginObject()
            json.member("type", "input_file")
            json.member("file_id", id)
        case .plainText: return false
        }
        return true
    }

    private mutating func writeAudio(_ media: Media) throws(TranslationFault) -> Bool {
        switch media.source {
        case .bytes(let mediaType, let base64):
            guard traits.takesAudio, let format = Media.audioFormat(mediaType) else {
                try draft.losses.tellOtherwise(.audioInput)
                return false
            }
            json.beginObject()
            json.member("type", "input_audio")
            json.beginObject("input_audio")
            json.member("data", base64)
            json.member("format", format)
            json.endObject()
            return true
        case .url: try draft.losses.tell(.audioURL)
        case .providerFile: try draft.losses.tell(.providerFile)
        case .plainText: break
        }
        return false
    }
}

extension Media {
    /// Is it an address anybody could fetch (facts/protocols PT-64)?
    static func isWeb(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }

    /// OpenAI's word for a kind of sound; `nil` for one it doesn't take.
    static func audioFormat(_ mediaType: String) -> String? {
        switch mediaType {
        case "audio/wav", "audio/x-wav", "audio/wave": "wav"
        case "audio/mpeg", "audio/mp3": "mp3"
        default: nil
        }
    }
}
