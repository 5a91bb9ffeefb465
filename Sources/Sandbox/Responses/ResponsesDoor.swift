import Vocabulary
import Wire

/// Answers the requests below `/v1/responses`.
struct ResponsesDoor {
    /// What answers and counts.
    let provider: Provider
    /// Who asks.
    let credential: Credential

    /// The answer to a request.
    func reply(to request: IncomingRequest) throws(Refusal) -> Reply {
        let parts = request.path.split(separator: "/").dropFirst(2).map(String.init)
        switch (request.method, parts.count, parts.last) {
        case ("POST", 0, _): return try create(request)
        case ("POST", 1, "input_tokens"):
            let count = try Provider.count(of: prompt(request))
            return .json(
                Array("{\"object\":\"response.input_tokens\",\"input_tokens\":\(count)}".utf8))
        case ("GET", 1, let id?): return try retrieve(id, request)
        case ("DELETE", 1, let id?): return try delete(id)
        case ("GET", 2, "input_items"): return .json(Self.list(try stored(parts[0])))
        case ("POST", 2, "cancel"):
            _ = try stored(parts[0])
            throw .invalid("Cannot cancel a synchronous response.")
        default: throw Provider.nothing(at: request)
        }
    }

    private func prompt(_ request: IncomingRequest) throws(Refusal) -> Prompt {
        try ResponsesRequest.prompt(
            from: Provider.document(request.body).root, organisation: credential.organisation,
            store: provider.store)
    }

    // MARK: New ones

    private func create(_ request: IncomingRequest) throws(Refusal) -> Reply {
        let prompt = try prompt(request)
        let serial = prompt.isStored ? provider.store.nextSerial() : 0
        return provider.answered(
            prompt, request, credential,
            adjust: { answer in
                // Kept responses are told apart even when they are the same.
                if serial > 0 { answer.digits += String(serial, radix: 16) }
            },
            writer: { answer in
                let writer = ResponsesWriter(answer, to: prompt)
                if prompt.isStored { keep(answer, writer, prompt) }
                return writer
            })
    }

    private func keep(_ answer: Answer, _ writer: ResponsesWriter, _ prompt: Prompt) {
        switch prompt.script.fault {
        // There is no whole answer that could be kept.
        case .endless, .giantLine, .failed, .errorInStream, .bareError, .html, .redirect: return
        default: break
        }
        let ids = ResponsesIDs(answer)
        var items: [String: StoredResponse.Item] = [:]
        for block in answer.blocks {
            items[ids.item(of: block)] =
                switch block {
                case .thinking: .reasoning
                case .text: .message
                case .tool(let index):
                    .call(ids.call(index), isCustom: answer.toolCalls[index].isCustom)
                }
        }
        var conversation = prompt.conversation
        conversation.add(
            String(decoding: answer.text.map(answer.escaped) ?? [], as: UTF8.self))
        provider.store.keep(
            StoredResponse(
                id: ids.response, organisation: prompt.organisation,
                body: Performance(writer: writer, prompt: prompt).wholeBytes,
                conversation: conversation, items: items,
                input: Array(prompt.request?["input"]?.bytes ?? [])))
    }

    // MARK: Kept ones

    private func stored(_ id: String) throws(Refusal) -> StoredResponse {
        guard let response = provider.store.response(id, of: credential.organisation) else {
            throw Self.unknown(id)
        }
        return response
    }

    private func retrieve(_ id: String, _ request: IncomingRequest) throws(Refusal) -> Reply {
        let response = try stored(id)
        guard request.value("stream") != "true" else {
            throw .invalid(
                "Only responses in the background can be streamed again.", parameter: "stream")
        }
        return .json(response.body)
    }

    private func delete(_ id: String) throws(Refusal) -> Reply {
        guard provider.store.remove(id, of: credential.organisation) else {
            throw Self.unknown(id)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.string(id)
        writer.key("object")
        writer.string("response")
        writer.key("deleted")
        writer.bool(true)
        writer.endObject()
        return .json(writer.bytes)
    }

    private static func unknown(_ id: String) -> Refusal {
        Refusal(
            status: 404, message: "Response with id '\(id)' not found.", parameter: "id")
    }

    /// The items of a response's input as a list.
    private static func list(_ response: StoredResponse) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("object")
        writer.string("list")
        writer.key("data")
        if response.input.first == UInt8(ascii: "[") {
            writer.raw(response.input)
        } else {
            writer.beginArray()
            if !response.input.isEmpty {
                writer.raw(
                    Array(
                        (#"{"id":"msg_input0","type":"message","status":"completed","role":"user","#
                            + #""content":[{"type":"input_text","text":"#).utf8) + response.input
                        + Array("}]}".utf8))
            }
            writer.endArray()
        }
        writer.key("has_more")
        writer.bool(false)
        writer.key("first_id")
        writer.string("msg_input0")
        writer.key("last_id")
        writer.string("msg_input0")
        writer.endObject()
        return writer.bytes
    }
}
