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
        var type: String?
        var address: String?
        switch (dialect, kind) {
        case (.gemini, "inlineData"), (.gemini, "fileData"):
            let document = try? JSONDocument(parsing: json)  // part of a sound answer
            type = document?.root[kind]?.text("mimeType")
        case (.openAIResponses, "image_generation_call"):
            guard let picture else { return nil }
            type = picture.mediaType
        case (.openAIChat, "image_url"):
            type = picture?.mediaType
            // part of a sound answer
            let document = type == nil ? try? JSONDocument(parsing: json) : nil
            address = document?.root["image_url"]?.text("url")
            guard type != nil || address?.isEmpty == false else { return nil }
        default: return nil
        }
        return Self.notice(of: type, at: address)
    }

    /// The words for a file of a type, at an address if it is on the web.
    static func notice(of type: String?, at address: String? = nil) -> String {
        let addressMax = 2_048
        let what = type.map { " (\(String($0.prefix(64))))" } ?? ""
        var place = ""
        if let address, Media.isWeb(address), address.utf8.count <= addressMax {
            place = ": \(address) "
        }
        let end = place.isEmpty ? "." : place
        return "[The model made a file\(what) here, which can't be carried over to this protocol"
            + "\(end)]"
    }

    /// What is said in its place to a client of a dialect; `nil` if the dialect's writer takes it.
    func notice(for client: Dialect) -> String? {
        guard client != dialect, client == .anthropic || picture == nil else { return nil }
        return notice
    }
}
