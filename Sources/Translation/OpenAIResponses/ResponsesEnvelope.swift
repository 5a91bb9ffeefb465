import Vocabulary
import Wire

/// The object `response` that answers and events of Responses carry (facts/protocols 4.2).
struct ResponsesEnvelope {
    /// What a response says of its progress.
    enum Status: String {
        /// It is being made.
        case inProgress = "in_progress"
        /// It is whole.
        case completed
        /// It was cut.
        case incomplete
        /// The provider failed.
        case failed
    }

    /// Its id.
    let id: String
    /// When it was begun, in seconds since 1970.
    let createdSeconds: Int64
    /// The model that answers.
    let model: String
    /// The tier that serves, in OpenAI's words.
    var tier: String?
    /// The request's settings, which every response repeats.
    private let settings: [UInt8]

    /// What a request's settings are called, in the order responses repeat them.
    static let echoed = [
        "background", "instructions", "max_output_tokens", "max_tool_calls", "metadata",
        "parallel_tool_calls", "previous_response_id", "prompt_cache_key", "reasoning",
        "safety_identifier", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p",
        "truncation", "user",
    ]

    /// What is repeated where the request says nothing.
    private static let defaults: [String: String] = [
        "background": "false", "instructions": "null", "max_output_tokens": "null",
        "max_tool_calls": "null", "metadata": "{}", "parallel_tool_calls": "true",
        "previous_response_id": "null", "reasoning": #"{"effort":null,"summary":null}"#,
        "temperature": "1.0", "text": #"{"format":{"type":"text"}}"#, "tool_choice": #""auto""#,
        "tools": "[]", "top_p": "1.0", "truncation": #""disabled""#,
    ]

    /// The envelope of an answer that a provider began.
    init(
        _ context: ReplyContext, id: String? = nil, model: String?, createdSeconds: Int64?,
        tier: String?
    ) {
        self.id = id ?? "resp_\(context.seed)"
        self.createdSeconds = createdSeconds ?? context.createdSeconds
        self.model = model ?? context.model
        self.tier = ChatTierForm.word(tier)
        var json = JSONWriter()
        json.beginObject()
        for name in Self.echoed {
            if let field = context.echo.first(where: { $0.name == name }) {
                json.member(name, json: field.json)
            } else if let text = Self.defaults[name] {
                json.member(name, json: Array(text.utf8))
            }
        }
        // Nothing of a translated answer is kept anywhere.
        json.member("store", false)
        json.endObject()
        settings = json.bytes
    }

    /// Writes the object.
    ///
    /// - Parameters:
    ///   - output: The items, whole.
    ///   - cause: Of `.incomplete` why.
    ///   - fault: Of `.failed` why.
    func write(
        _ status: Status, output: [[UInt8]], usage: ReportedUsage? = nil, cause: String? = nil,
        fault: ProviderFault? = nil, to json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", id)
        json.member("object", "response")
        json.member("created_at", createdSeconds)
        json.member("status", status.rawValue)
        json.key("error")
        if let fault {
            json.beginObject()
            json.member("code", ResponsesFaults.streamCode(fault.kind))
            json.member("message", fault.publicMessage)
            json.endObject()
        } else {
            json.null()
        }
        json.key("incomplete_details")
        if let cause {
            json.beginObject()
            json.member("reason", cause)
            json.endObject()
        } else {
            json.null()
        }
        json.member("model", model)
        json.beginArray("output")
        for item in output { json.raw(item) }
        json.endArray()
        json.key("usage")
        if let usage { ResponsesUsageForm.write(usage, to: &json) } else { json.null() }
        json.member("service_tier", ifAny: tier)
        json.members(settings)
        json.endObject()
    }
}

/// What becomes of a choice's end in Responses (facts/protocols 5.1).
struct ResponsesStopForm {
    /// What the response says of itself.
    let status: ResponsesEnvelope.Status
    /// Why it is incomplete.
    let cause: String?
    /// Why it failed.
    let fault: ProviderFault?

    /// The form of a reason.
    init(_ reason: StopReason, hasRefusal: Bool) {
        var fault: ProviderFault?
        switch reason {
        case .outputLimit, .contextFull: (status, cause) = (.incomplete, "max_output_tokens")
        case .filtered, .promptBlocked: (status, cause) = (.incomplete, "content_filter")
        case .refused:
            (status, cause) = hasRefusal ? (.completed, nil) : (.incomplete, "content_filter")
        case .malformedCall:
            (status, cause) = (.failed, nil)
            fault = ProviderFault(.serverError, "")
        case .finished, .stopSequence, .toolCall, .paused, .other:
            (status, cause) = (.completed, nil)
        }
        self.fault = fault
    }

    /// Reads a response's end.
    static func reason(_ response: JSONNode, hasCall: Bool, hasRefusal: Bool) -> StopReason {
        if response.text("status") == "incomplete" {
            switch response["incomplete_details"]?.text("reason") {
            case "content_filter": return .filtered
            default: return .outputLimit
            }
        }
        if hasRefusal { return .refused }
        return hasCall ? .toolCall : .finished
    }
}
