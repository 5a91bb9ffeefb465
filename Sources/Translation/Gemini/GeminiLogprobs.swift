import Wire

/// Probabilities of tokens: Gemini's `logprobsResult` and Chat's `{"content":[…]}`.
enum GeminiLogprobs {
    /// Gemini's in Chat's form; `nil` if there are none.
    static func chat(_ result: JSONNode) -> [UInt8]? {
        guard let chosen = result["chosenCandidates"], chosen.count > 0 else { return nil }
        let others = result["topCandidates"].map { Array($0.elements) } ?? []
        var json = JSONWriter()
        json.beginObject()
        json.beginArray("content")
        for (index, token) in chosen.elements.enumerated() {
            json.beginObject()
            write(token, to: &json)
            json.beginArray("top_logprobs")
            let top = index < others.count ? others[index]["candidates"] : nil
            for other in top?.elements.map(\.self) ?? [] {
                json.beginObject()
                write(other, to: &json)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private static func write(_ token: JSONNode, to json: inout JSONWriter) {
        let text = token.text("token") ?? ""
        json.member("token", text)
        json.key("logprob")
        json.raw(token["logProbability"]?.bytes ?? [UInt8(ascii: "0")])
        json.beginArray("bytes")
        for byte in text.utf8 { json.integer(Int64(byte)) }
        json.endArray()
    }

    /// Writes `logprobsResult` from entries in Chat's form.
    static func write(chat forms: [[UInt8]], to json: inout JSONWriter) {
        var tokens: [JSONNode] = []
        for form in forms {
            guard let document = try? JSONDocument(parsing: form),  // else left out
                let list = document.root["content"], list.kind == .array
            else { continue }
            tokens += list.elements
        }
        guard !tokens.isEmpty else { return }
        json.beginObject("logprobsResult")
        json.beginArray("topCandidates")
        for token in tokens {
            json.beginObject()
            json.beginArray("candidates")
            for other in token["top_logprobs"]?.elements.map(\.self) ?? [] {
                write(gemini: other, to: &json)
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.beginArray("chosenCandidates")
        for token in tokens { write(gemini: token, to: &json) }
        json.endArray()
        json.endObject()
    }

    private static func write(gemini token: JSONNode, to json: inout JSONWriter) {
        json.beginObject()
        json.member("token", token.text("token") ?? "")
        json.key("logProbability")
        json.raw(token["logprob"]?.bytes ?? [UInt8(ascii: "0")])
        json.endObject()
    }
}
