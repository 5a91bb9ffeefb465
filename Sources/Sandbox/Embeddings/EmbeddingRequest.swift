import Vocabulary
import Wire

/// A request for the vectors of some texts, whichever dialect it came in.
struct EmbeddingRequest: Sendable {
    /// What calls and answers have in common: model, script and the count of the texts.
    private(set) var prompt: Prompt
    /// The texts.
    private(set) var texts: [String] = []
    /// Numbers of a vector.
    private(set) var size = EmbeddingVector.sizeDefault
    /// Whether the vectors are base64 instead of lists.
    private(set) var isBase64 = false
    /// Whether the answer is for one text, not for a list.
    private(set) var isSingle = false

    /// The most texts of a request.
    static let textsMax = 2048

    // MARK: OpenAI

    /// Reads a body of `POST /v1/embeddings`.
    init(openAI root: JSONNode) throws(Refusal) {
        prompt = try RequestFields.prompt(.openAIChat, root)
        if prompt.refusesUnknownFields {
            try OpenAIRules.checkFields(
                of: root, known: ["model", "input", "encoding_format", "dimensions", "user"])
        }
        guard let input = root["input"], !input.isNull else { throw OpenAIRules.missing("input") }
        if let text = input.string {
            try add(text, "input")
        } else {
            guard input.kind == .array, input.count > 0, input.count <= Self.textsMax else {
                throw .invalid(
                    "'$.input' is invalid: expected a string or a list of 1 to \(Self.textsMax).",
                    parameter: "input")
            }
            if input.elements.allSatisfy({ $0.int64 != nil }) {
                try add(String(decoding: input.bytes, as: UTF8.self), "input")
            } else {
                for (index, node) in input.elements.enumerated() {
                    let isTokens = node.kind == .array && node.count > 0
                    guard
                        let text = node.string
                            ?? (isTokens ? String(decoding: node.bytes, as: UTF8.self) : nil)
                    else {
                        throw OpenAIRules.wrongKind(
                            "input[\(index)]", expected: "a string or tokens", got: node)
                    }
                    try add(text, "input[\(index)]")
                }
            }
        }
        isBase64 =
            try OpenAIRules.word(
                root["encoding_format"], "encoding_format", among: ["float", "base64"])
            == "base64"
        if let count = try RequestFields.count("dimensions", of: root) { try setSize(count) }
    }

    // MARK: Gemini

    /// Reads a body of `:embedContent` or `:batchEmbedContents`.
    init(gemini root: JSONNode, model: String, isBatch: Bool) throws(Refusal) {
        prompt = try GeminiRequest.empty(model)
        isSingle = !isBatch
        let message = isBatch ? "BatchEmbedContentsRequest" : "EmbedContentRequest"
        try GeminiRequest.shape(of: prompt).check(root, is: message)
        let requests = isBatch ? root.field("requests").list : [root]
        guard !requests.isEmpty, requests.count <= Self.textsMax else {
            throw .invalid("* \(message).requests: at least one request is needed\n")
        }
        for (index, request) in requests.enumerated() {
            let path = isBatch ? "requests[\(index)]." : ""
            let name = request.field("model")?.string
            guard name == nil && !isBatch || name == "models/\(model)" || name == model else {
                throw .invalid(
                    "* \(message).\(path)model: must be 'models/\(model)', as in the path\n",
                    parameter: "\(path)model")
            }
            let parts = (request.field("content")?.field("parts")).list
            let text = parts.compactMap { $0.field("text")?.string }.joined()
            guard !text.isEmpty else {
                throw .invalid(
                    "* \(message).\(path)content: content is empty\n", parameter: "\(path)content")
            }
            try add(text, "\(path)content")
            let size = request.field("outputDimensionality")
            if let count = size?.int64 ?? size?.string.flatMap(Int64.init) {
                try setSize(Int(clamping: count))
            }
        }
    }

    private mutating func add(_ text: String, _ path: String) throws(Refusal) {
        guard !text.isEmpty else {
            throw .invalid("'$.\(path)' is invalid: it is empty.", parameter: path)
        }
        texts.append(text)
        prompt.text.add(text)
    }

    private mutating func setSize(_ count: Int) throws(Refusal) {
        guard (1...EmbeddingVector.sizeMax).contains(count) else {
            throw .invalid(
                "dimensions: must be from 1 to \(EmbeddingVector.sizeMax)",
                parameter: "dimensions")
        }
        size = count
    }
}
