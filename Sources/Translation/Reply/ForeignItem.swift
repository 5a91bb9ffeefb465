import Vocabulary
import Wire

/// What becomes of an item that only its provider's dialect knows, for a client of another: pictures are known to most,
/// other media are told in words; the traces of hosted tools, which a foreign client can't have asked for, go.
extension HostedItem {
    /// The picture it is, if it is one whose bytes are here.
    var picture: (mediaType: String, base64: String)? {
        // part of a sound answer
        guard let document = try? JSONDocument(parsing: json) else { return nil }
        let root = document.root
        switch (dialect, kind) {
        case (.gemini, "inlineData"):
            guard let data = root["inlineData"], let type = data.text("mimeType")?.lowercased(),
                type.hasPrefix("image/"), let base64 = data.text("data"), !base64.isEmpty
            else { return nil }
            return (type, Base64.standard(base64))
        case (.openAIResponses, "image_generation_call"):
            guard let base64 = root.text("result"), !base64.isEmpty else { return nil }
            return ("image/\(root.text("output_format") ?? "png")", Base64.standard(base64))
        case (.openAIChat, "image_url"):
            guard let url = root["image_url"]?.text("url"), let (type, base64) = Media.dataURL(url)
            else { return nil }
            return (type, Base64.standard(base64))
        default: return nil
        }
    }

    /// What a client is told whose dialect can't carry it; `nil` if it isn't part of the answer itself.
    var notice: String? {
        let type: String?
        switch (dialect, kind) {
        case (.gemini, "inlineData"), (.gemini, "fileData"):
            let document = try? JSONDocument(parsing: json)  // part of a sound answer
            type = document?.root[kind]?.text("mimeType")
        case (.openAIResponses, "image_generation_call"), (.openAIChat, "image_url"):
            guard picture != nil else { return nil }
            type = picture?.mediaType
        default: return nil
        }
        let what = type.map { " (\(String($0.prefix(64))))" } ?? ""
        return "[The model made a file\(what) here, which can't be carried over to this protocol.]"
    }

    /// What is said in its place to a client of a dialect; `nil` if the dialect's writer takes it.
    func notice(for client: Dialect) -> String? {
        guard client != dialect, client == .anthropic || picture == nil else { return nil }
        return notice
    }
}
