import Vocabulary
import Wire

/// Content parts of a Chat request (facts/protocols 5.4).
extension ChatRequestWriter {
    /// Writes a part of a message.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func write(_ part: Part) throws(TranslationFault) {
        switch part.content {
        case .text(let text):
            begin("text")
            json.member("text", text)
        case .image(let media):
            guard try writeImage(media) else { return }
        case .audio(let media):
            guard try writeAudio(media) else { return }
        case .document(let media):
            guard try writeDocument(media) else { return }
        case .video:
            try draft.losses.tell(.video)
            return
        case .hosted(let item):
            try draft.losses.tell(.hostedItem, at: item.kind)
            return
        case .toolCall, .toolResult, .reasoning, .refusal:
            return
        }
        if part.cacheMark != nil {
            if draft.target.traits.takesCacheMarks {
                json.beginObject("prompt_cache_breakpoint")
                json.member("mode", "explicit")
                json.endObject()
            } else {
                try tellMark(part.cacheMark)
            }
        }
        json.endObject()
    }

    private mutating func begin(_ type: String) {
        json.beginObject()
        json.member("type", type)
    }

    /// - Returns: Whether the part was opened; it is closed by the caller.
    private mutating func writeImage(_ media: Media) throws(TranslationFault) -> Bool {
        let traits = draft.target.traits
        let url: String
        switch media.source {
        case .bytes(let mediaType, let base64):
            guard traits.takesImages else {
                try draft.losses.tellOtherwise(.imageBytes)
                return false
            }
            url = Media.dataURL(mediaType: mediaType, base64: base64)
        case .url(let address, _):
            guard traits.takesImages, traits.takesImageURLs, address.hasPrefix("http") else {
                try draft.losses.tellOtherwise(.imageURL)
                return false
            }
            url = address
        case .providerFile, .plainText:
            try draft.losses.tell(.providerFile)
            return false
        }
        begin("image_url")
        json.beginObject("image_url")
        json.member("url", url)
        json.member("detail", ifAny: media.detail)
        json.endObject()
        return true
    }

    private mutating func writeAudio(_ media: Media) throws(TranslationFault) -> Bool {
        guard case .bytes(let mediaType, let base64) = media.source else {
            if case .providerFile = media.source { try draft.losses.tell(.providerFile) }
            try draft.losses.tell(.audioURL)
            return false
        }
        let formats = [
            "audio/wav": "wav", "audio/x-wav": "wav", "audio/wave": "wav", "audio/mpeg": "mp3",
            "audio/mp3": "mp3",
        ]
        guard draft.target.traits.takesAudio, let format = formats[mediaType] else {
            try draft.losses.tellOtherwise(.audioInput)
            return false
        }
        begin("input_audio")
        json.beginObject("input_audio")
        json.member("data", base64)
        json.member("format", format)
        json.endObject()
        return true
    }

    private mutating func writeDocument(_ media: Media) throws(TranslationFault) -> Bool {
        if media.context != nil { try draft.losses.tell(.documentContext) }
        if media.wantsCitations == true { try draft.losses.tell(.documentCitations) }
        switch media.source {
        case .plainText(let text):
            try draft.losses.tell(.documentText)
            begin("text")
            json.member("text", Self.titled(text, media.title ?? media.fileName))
        case .bytes(let mediaType, let base64):
            if mediaType.hasPrefix("text/"), let bytes = Base64.bytes(base64) {
                try draft.losses.tell(.documentText)
                begin("text")
                json.member(
                    "text",
                    Self.titled(
                        String(decoding: bytes, as: UTF8.self), media.title ?? media.fileName))
                return true
            }
            guard draft.target.traits.takesDocuments else {
                try draft.losses.tellOtherwise(.documentBytes)
                return false
            }
            begin("file")
            json.beginObject("file")
            json.member("filename", media.fileName ?? media.title ?? "document.pdf")
            json.member("file_data", Media.dataURL(mediaType: mediaType, base64: base64))
            json.endObject()
        case .url:
            try draft.losses.tell(.documentURL)
            return false
        case .providerFile:
            try draft.losses.tell(.providerFile)
            return false
        }
        return true
    }

    private static func titled(_ text: String, _ title: String?) -> String {
        title.map { "\($0)\n\n\(text)" } ?? text
    }
}
