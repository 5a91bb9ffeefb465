import Vocabulary
import Wire

/// Pictures and documents in a Messages request (facts/protocols 5.4).
extension MessagesRequestWriter {
    /// Writes a picture.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func writeImage(_ media: Media, _ mark: CacheMark?) throws(TranslationFault) {
        guard draft.target.traits.takesImages else {
            try draft.losses.tellOtherwise(.imageBytes)
            return
        }
        if let detail = media.detail, detail != "auto" { try draft.losses.tell(.imageDetail) }
        switch media.source {
        case .bytes(let mediaType, let base64):
            begin("image", source: "base64")
            json.member("media_type", mediaType == "image/jpg" ? "image/jpeg" : mediaType)
            json.member("data", base64)
        case .url(let url, _):
            guard draft.target.traits.takesImageURLs, Self.isWeb(url) else {
                try draft.losses.tellOtherwise(.imageURL)
                return
            }
            begin("image", source: "url")
            json.member("url", url)
        case .providerFile, .plainText:
            try draft.losses.tell(.providerFile)
            return
        }
        json.endObject()
        try writeMark(mark)
        json.endObject()
    }

    /// Writes a document.
    ///
    /// - Throws: `.unsupportedField` for one that can't be carried.
    mutating func writeDocument(_ media: Media, _ mark: CacheMark?) throws(TranslationFault) {
        guard draft.target.traits.takesDocuments else {
            try draft.losses.tellOtherwise(.documentBytes)
            return
        }
        switch media.source {
        case .bytes("application/pdf", let base64):
            begin("document", source: "base64")
            json.member("media_type", "application/pdf")
            json.member("data", base64)
        case .bytes(let mediaType, let base64):
            guard mediaType.hasPrefix("text/") || mediaType == "application/json",
                let text = Base64.bytes(base64).map({ String(decoding: $0, as: UTF8.self) })
            else {
                try draft.losses.tellOtherwise(.documentBytes)
                return
            }
            writePlain(text)
        case .plainText(let text):
            writePlain(text)
        case .url(let url, let mediaType):
            guard Self.isWeb(url), mediaType ?? "application/pdf" == "application/pdf" else {
                try draft.losses.tellOtherwise(.documentURL)
                return
            }
            begin("document", source: "url")
            json.member("url", url)
        case .providerFile:
            try draft.losses.tell(.providerFile)
            return
        }
        json.endObject()
        json.member("title", ifAny: media.title ?? media.fileName)
        json.member("context", ifAny: media.context)
        if let wantsCitations = media.wantsCitations {
            json.beginObject("citations")
            json.member("enabled", wantsCitations)
            json.endObject()
        }
        try writeMark(mark)
        json.endObject()
    }

    private mutating func writePlain(_ text: String) {
        begin("document", source: "text")
        json.member("media_type", "text/plain")
        json.member("data", text)
    }

    /// Opens a block and its source.
    private mutating func begin(_ type: String, source: String) {
        json.beginObject()
        json.member("type", type)
        json.beginObject("source")
        json.member("type", source)
    }

    /// Is it an address anybody could fetch (facts/protocols PT-64)?
    private static func isWeb(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }
}
