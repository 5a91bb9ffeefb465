/// A picture, a sound, a document or a film, never fetched and never decoded by us.
package struct Media: Equatable, Sendable {
    /// Where its bytes are.
    package enum Source: Equatable, Sendable {
        /// Here, in base64 with the standard alphabet and padding (readers turn other spellings
        /// into it).
        case bytes(mediaType: String, base64: String)
        /// At an address; the media type if the dialect says it.
        case url(String, mediaType: String?)
        /// At the provider, bound to one key (`file_id`, a Gemini file URI).
        case providerFile(id: String, mediaType: String?)
        /// A document that is plain text.
        case plainText(String)
    }

    /// Where its bytes are.
    package var source: Source
    /// A document's file name.
    package var fileName: String?
    /// A document's title (Anthropic).
    package var title: String?
    /// What is said about a document beside its content (Anthropic).
    package var context: String?
    /// Are citations of it wanted (Anthropic)?
    package var wantsCitations: Bool?
    /// How closely a picture is looked at: `low`, `high`, `auto`, …, as written.
    package var detail: String?

    /// A medium.
    package init(_ source: Source) { self.source = source }

    /// Its media type in lower case, as far as it is known.
    package var mediaType: String? {
        switch source {
        case .bytes(let mediaType, _): mediaType
        case .url(_, let mediaType), .providerFile(_, let mediaType): mediaType
        case .plainText: "text/plain"
        }
    }
}

extension Media {
    /// Splits a data URL with base64 content; `nil` for any other text (RFC 2397).
    ///
    /// - Returns: The media type in lower case, without parameters, and the content as it stands
    ///   there.
    package static func dataURL(_ text: String) -> (mediaType: String, base64: String)? {
        guard text.utf8.starts(with: "data:".utf8),
            let comma = text.utf8.firstIndex(of: UInt8(ascii: ","))
        else { return nil }
        let head = text[text.utf8.index(text.startIndex, offsetBy: 5)..<comma]
        let fields = head.split(separator: ";", omittingEmptySubsequences: false)
        guard let last = fields.last, last.lowercased() == "base64", let type = fields.first,
            fields.count >= 2, !type.isEmpty
        else { return nil }
        return (type.lowercased(), String(text[text.utf8.index(after: comma)...]))
    }

    /// The data URL of bytes in base64.
    package static func dataURL(mediaType: String, base64: String) -> String {
        "data:\(mediaType);base64,\(base64)"
    }

    /// The part that suits a media type: picture, sound, film, or else document (facts/protocols
    /// PT-63).
    package static func part(_ media: Media) -> Part.Content {
        let type = media.mediaType ?? ""
        return if type.hasPrefix("image/") {
            .image(media)
        } else if type.hasPrefix("audio/") {
            .audio(media)
        } else if type.hasPrefix("video/") {
            .video(media)
        } else {
            .document(media)
        }
    }
}
