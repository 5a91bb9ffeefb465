import Vocabulary
import Wire

/// Pictures, documents, sounds and films in a generateContent request (facts/protocols 5.4).
extension GeminiRequestWriter {
    /// A picture; `nil` for one that is left out.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func image(_ media: Media) throws(TranslationFault) -> [UInt8]? {
        guard traits.takesImages else {
            try draft.losses.tellOtherwise(.imageBytes)
            return nil
        }
        if let detail = media.detail, detail != "auto" { try draft.losses.tell(.imageDetail) }
        return try carried(media, url: .imageURL)
    }

    /// A document; `nil` for one that is left out.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func document(_ media: Media) throws(TranslationFault) -> [UInt8]? {
        if media.context != nil { try draft.losses.tell(.documentContext) }
        if media.wantsCitations == true { try draft.losses.tell(.documentCitations) }
        if case .plainText(let text) = media.source {
            try draft.losses.tell(.documentText)
            var json = JSONWriter()
            json.beginObject()
            json.member("text", media.title.map { "\($0)\n\n\(text)" } ?? text)
            json.endObject()
            return json.bytes
        }
        guard traits.takesDocuments else {
            try draft.losses.tellOtherwise(.documentBytes)
            return nil
        }
        if media.title != nil || media.fileName != nil { try draft.losses.tell(.documentTitle) }
        return try carried(media, url: .documentURL)
    }

    /// A sound or a film; `nil` for one that is left out.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func sound(
        _ media: Media, _ field: ConversationField, _ url: ConversationField
    ) throws(TranslationFault) -> [UInt8]? {
        guard traits.takesAudio else {
            try draft.losses.tellOtherwise(field)
            return nil
        }
        return try carried(media, url: url)
    }

    private mutating func carried(
        _ media: Media, url field: ConversationField
    ) throws(TranslationFault) -> [UInt8]? {
        switch media.source {
        case .bytes(let mediaType, let base64):
            var json = JSONWriter(reservingBytes: base64.utf8.count + 64)
            json.beginObject()
            json.beginObject("inlineData")
            json.member("mimeType", mediaType == "image/jpg" ? "image/jpeg" : mediaType)
            json.member("data", base64)
            json.endObject()
            json.endObject()
            return json.bytes
        case .url(let url, let mediaType):
            guard isOwn || (traits.takesImageURLs && Media.isWeb(url)) else {
                try draft.losses.tellOtherwise(field)
                return nil
            }
            return Self.file(url, mediaType ?? Self.mediaType(of: url, field))
        case .providerFile(let id, let mediaType):
            guard isOwn else {
                try draft.losses.tell(.providerFile)
                return nil
            }
            return Self.file(id, mediaType)
        case .plainText: return nil
        }
    }

    /// What an address is likely to be, since files need a kind there; films may go without.
    private static func mediaType(of url: String, _ field: ConversationField) -> String? {
        let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        switch path.split(separator: ".").last {
        case "png": return "image/png"
        case "webp": return "image/webp"
        case "gif": return "image/gif"
        case "pdf": return "application/pdf"
        default: break
        }
        switch field {
        case .imageURL: return "image/jpeg"
        case .documentURL: return "application/pdf"
        default: return nil
        }
    }

    private static func file(_ address: String, _ mediaType: String?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.beginObject("fileData")
        json.member("mimeType", ifAny: mediaType)
        json.member("fileUri", address)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
