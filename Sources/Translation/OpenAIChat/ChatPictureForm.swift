import Vocabulary
import Wire

/// Pictures in Chat's answers, which has no official place for them: `images`, as OpenRouter and others have it.
enum ChatPictureForm {
    /// The data URL of a picture that another dialect's model made; `nil` for any other item.
    static func url(_ item: HostedItem) -> String? {
        guard item.dialect != .openAIChat, let picture = item.picture else { return nil }
        return Media.dataURL(mediaType: picture.mediaType, base64: picture.base64)
    }

    /// Writes `images`; a stream's one has its place among those of its answer.
    static func write(_ urls: [String], at index: Int64? = nil, to json: inout JSONWriter) {
        json.beginArray("images")
        for url in urls {
            json.beginObject()
            if let index { json.member("index", index) }
            json.member("type", "image_url")
            json.beginObject("image_url")
            json.member("url", url)
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }
}
