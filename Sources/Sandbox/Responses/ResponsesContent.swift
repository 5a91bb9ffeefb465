import Wire

/// Checks the contents of a Responses request's messages and tool outputs.
enum ResponsesContent {
    /// Checks the content of a message.
    static func checkMessage(
        _ content: JSONNode?, role: String, _ path: String
    ) throws(Refusal) {
        let known =
            role == "assistant"
            ? ["output_text", "refusal"]
            : ["input_text", "input_image", "input_file", "input_audio"]
        try check(content, known: known, path)
    }

    /// Checks the output of a tool.
    static func checkOutput(_ output: JSONNode?, _ path: String) throws(Refusal) {
        try check(output, known: ["input_text", "input_image", "input_file"], path)
    }

    private static func check(
        _ content: JSONNode?, known: [String], _ path: String
    ) throws(Refusal) {
        guard let content, !content.isNull else { throw OpenAIRules.missing(path) }
        if content.kind == .string { return }
        guard content.kind == .array else {
            throw OpenAIRules.wrongKind(
                path, expected: "one of a string or array of objects", got: content)
        }
        for (index, part) in content.elements.enumerated() {
            try checkPart(part, known: known, "\(path)[\(index)]")
        }
    }

    private static func checkPart(
        _ part: JSONNode, known: [String], _ path: String
    ) throws(Refusal) {
        guard part.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an object", got: part)
        }
        let type = try OpenAIRules.string(part["type"], "\(path).type")
        guard known.contains(type) else {
            throw OpenAIRules.unsupported(path, type, among: known)
        }
        switch type {
        case "input_text", "output_text": _ = try OpenAIRules.string(part["text"], "\(path).text")
        case "refusal": _ = try OpenAIRules.string(part["refusal"], "\(path).refusal")
        case "input_image": try checkImage(part, path)
        case "input_file": try checkFile(part, path)
        default:
            let audio = part["input_audio"]
            _ = try OpenAIRules.string(audio?["data"], "\(path).input_audio.data")
            let format = try OpenAIRules.string(audio?["format"], "\(path).input_audio.format")
            guard ["wav", "mp3"].contains(format) else {
                throw OpenAIRules.unsupported(
                    "\(path).input_audio.format", format, among: ["wav", "mp3"])
            }
        }
    }

    private static func checkImage(_ part: JSONNode, _ path: String) throws(Refusal) {
        _ = try OpenAIRules.word(
            part["detail"], "\(path).detail", among: ["low", "high", "auto", "original"])
        if let node = part["image_url"], !node.isNull {
            guard let url = node.string else {
                throw OpenAIRules.wrongKind(
                    "\(path).image_url", expected: "an image URL", got: node)
            }
            try OpenAIRules.checkImage(url, "\(path).image_url")
        } else if part["file_id"]?.string == nil {
            throw OpenAIRules.missing("\(path).image_url")
        }
    }

    private static func checkFile(_ part: JSONNode, _ path: String) throws(Refusal) {
        if let data = try OpenAIRules.optionalString(part["file_data"], "\(path).file_data") {
            try OpenAIRules.checkFile(data, "\(path).file_data")
            _ = try OpenAIRules.string(part["filename"], "\(path).filename")
        } else if let url = try OpenAIRules.optionalString(part["file_url"], "\(path).file_url") {
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw .invalid(
                    "Invalid '\(path).file_url'. Expected a valid URL.",
                    parameter: "\(path).file_url", code: "invalid_value")
            }
        } else if part["file_id"]?.string == nil {
            throw OpenAIRules.missing("\(path).file_id")
        }
    }
}
