import Vocabulary
import Wire

/// Reads the parts of Gemini's contents in a request.
struct GeminiPartReader {
    /// Members nobody knows.
    private(set) var unknown: [UnknownField] = []

    /// The parts of a content.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    mutating func parts(of content: FieldReader) throws(TranslationFault) -> [Part] {
        guard let member = content["parts"] else { return [] }
        let place = content.place.member("parts")
        var parts: [Part] = []
        if member.kind == .object {
            try read(try FieldReader(member, at: place), into: &parts)
            return parts
        }
        guard member.kind == .array else { throw content.wrong("parts", "a list of parts") }
        var index = 0
        for element in member.elements {
            try read(try FieldReader(element, at: place.element(index)), into: &parts)
            index += 1
        }
        return parts
    }

    /// Reads a part. `thought` alone says whether a text is reasoning; a signature belongs to the
    /// very part it sits on (PT-45), and one that sits on nothing to the part before.
    private mutating func read(
        _ part: FieldReader, into parts: inout [Part]
    ) throws(TranslationFault) {
        var content: Part.Content?
        var isThought = false
        var signature: String?
        for (name, value) in part.node.members where !value.isNull {
            switch name {
            case "text": content = .text(try part.requiredText("text"))
            case "thought": isThought = try part.flag("thought") ?? false
            case "thoughtSignature", "thought_signature": signature = try part.requiredText(name)
            case "inlineData", "inline_data": content = try inline(part, name)
            case "fileData", "file_data": content = try file(part, name)
            case "functionCall", "function_call": content = .toolCall(try call(part, name))
            case "functionResponse", "function_response":
                content = .toolResult(try result(part, name))
            case "executableCode", "executable_code", "codeExecutionResult",
                "code_execution_result",
                "toolCall", "tool_call", "toolResponse", "tool_response":
                content = .hosted(
                    HostedItem(
                        kind: GeminiFields.camel(name), json: Array(part.node.bytes),
                        dialect: .gemini))
            default:
                unknown.append(
                    UnknownField(
                        path: part.place.member(name).text, json: Array(value.bytes),
                        dialect: .gemini))
            }
        }
        let proof = signature.flatMap { text in
            text.isEmpty
                ? nil : ProofTag.read(Self.spelled(text), form: .thoughtSignature, vendor: "google")
        }
        add(content, isThought: isThought, proof, to: &parts)
    }

    /// A tagged proof in the standard alphabet, whatever its client's; another as it is.
    private static func spelled(_ text: String) -> String {
        let standard = Base64.standard(text)
        return ProofTag.proof(standard) == nil ? text : standard
    }

    private func add(
        _ content: Part.Content?, isThought: Bool, _ proof: OpaqueProof?, to parts: inout [Part]
    ) {
        if case .text(let text)? = content, isThought {
            if text.isEmpty, let proof, prove(proof, &parts) { return }
            guard !text.isEmpty || proof != nil else { return }
            parts.append(Part(.reasoning(Reasoning(text.isEmpty ? [] : [text], proof: proof))))
            return
        }
        var isNothing = content == nil
        if case .text("")? = content { isNothing = true }
        if isNothing {
            guard let proof else {
                if let content { parts.append(Part(content)) }
                return
            }
            if !prove(proof, &parts) { parts.append(Part(.reasoning(Reasoning([], proof: proof)))) }
            return
        }
        guard let content else { return }
        var part = Part(content)
        if let proof, proof.form != .thoughtSignature {
            // Another vendor's, of reasoning that this client wasn't shown.
            parts.append(Part(.reasoning(Reasoning([], proof: proof))))
        } else {
            part.proof = proof
        }
        parts.append(part)
    }

    /// Gives a proof that sits on nothing to the words before it.
    private func prove(_ proof: OpaqueProof, _ parts: inout [Part]) -> Bool {
        guard let last = parts.indices.last else { return false }
        switch parts[last].content {
        case .reasoning(var reasoning) where reasoning.proof == nil && !reasoning.texts.isEmpty:
            reasoning.proof = proof
            parts[last].content = .reasoning(reasoning)
            return true
        case .text(let text)
        where parts[last].proof == nil && !text.isEmpty && proof.form == .thoughtSignature:
            parts[last].proof = proof
            return true
        default: return false
        }
    }

    private func inline(_ part: FieldReader, _ name: String) throws(TranslationFault)
        -> Part.Content
    {
        guard let data = try part.object(name) else { throw part.missing(name) }
        var mediaType = try data.text(data.spelling("mimeType"))?.lowercased()
        let bytes = try data.requiredText("data")
        if mediaType?.isEmpty ?? true { mediaType = "application/octet-stream" }
        var media = Media(
            .bytes(mediaType: mediaType ?? "", base64: try data.base64(bytes, "data")))
        media.fileName = try data.text(data.spelling("displayName"))
        return Media.part(media)
    }

    /// Files at the provider, or any address: which of them it is shows in the address alone
    /// (PT-64).
    private func file(_ part: FieldReader, _ name: String) throws(TranslationFault) -> Part.Content
    {
        guard let data = try part.object(name) else { throw part.missing(name) }
        let address = try data.requiredText(data.spelling("fileUri"))
        let mediaType = try data.text(data.spelling("mimeType"))?.lowercased()
        let isWeb =
            Media.isWeb(address) && !address.contains("://generativelanguage.googleapis.com/")
        var media = Media(
            isWeb
                ? .url(address, mediaType: mediaType)
                : .providerFile(id: address, mediaType: mediaType))
        media.fileName = try data.text(data.spelling("displayName"))
        if isWeb, mediaType == nil { return .video(media) }  // only films may go without
        return Media.part(media)
    }

    private func call(_ part: FieldReader, _ name: String) throws(TranslationFault) -> ToolCall {
        guard let call = try part.object(name) else { throw part.missing(name) }
        let input = try call.objectJSON("args").map { String(decoding: $0, as: UTF8.self) }
        return ToolCall(
            id: try call.text("id") ?? "", name: try call.requiredText("name"), input: input ?? "")
    }

    private mutating func result(
        _ part: FieldReader, _ name: String
    ) throws(TranslationFault) -> ToolResult {
        guard let response = try part.object(name) else { throw part.missing(name) }
        var result = ToolResult(
            callID: try response.text("id") ?? "", name: try response.requiredText("name"),
            parts: [])
        if let object = try response.object("response") {
            result.object = Array(object.node.bytes)
            if let error = object["error"] {
                result.isError = true
                result.parts = [.text(Self.text(error))]
            } else if let output = object["output"], object.node.count == 1 {
                result.parts = [.text(Self.text(output))]
            } else if let output = object["result"], object.node.count == 1 {
                result.parts = [.text(Self.text(output))]
            } else {
                result.parts = [.text(Self.text(object.node))]
            }
        }
        result.parts += try parts(of: response)
        return result
    }

    private static func text(_ node: JSONNode) -> String {
        node.string ?? String(decoding: node.bytes, as: UTF8.self)
    }
}
