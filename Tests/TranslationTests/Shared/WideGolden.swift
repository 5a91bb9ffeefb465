import Testing
import Translation
import Vocabulary

/// Streams as providers send them, written by hand after facts/protocols 4, and what a client of
/// another dialect gets: all pairs with Responses or Gemini on one side.
struct WideGolden: Sendable, CustomTestStringConvertible {
    /// What it shows.
    let name: String
    /// The provider's dialect.
    let provider: Dialect
    /// The client's dialect.
    let client: Dialect
    /// The provider's stream.
    let stream: String
    /// What the client gets.
    var expected: String { wideExpected["\(name) → \(client.rawValue)"] ?? "" }

    var testDescription: String { "\(name) → \(client.rawValue)" }

    /// What the translation goes by.
    var context: ReplyContext {
        TranslationTests.context(client: client, provider: provider) {
            $0.display = .summarised
            $0.wantsStreamUsage = true
            $0.wantsLogprobs = true
        }
    }

    static let all: [WideGolden] = sources.flatMap { source in
        Dialect.allCases.compactMap { client -> WideGolden? in
            let isWide = [source.provider, client].contains {
                $0 == .openAIResponses || $0 == .gemini
            }
            guard client != source.provider, isWide else { return nil }
            return WideGolden(
                name: source.name, provider: source.provider, client: client, stream: source.stream)
        }
    }

    /// The providers' streams, each once.
    static let streams = sources.map(\.stream)

    private static let sources: [(name: String, provider: Dialect, stream: String)] =
        fromResponses + fromGemini
        + Golden.all.map { ($0.name, $0.provider, $0.stream) }

    private static let fromResponses: [(String, Dialect, String)] = [
        (
            "Responses: reasoning, a text with a source, a refusal", .openAIResponses,
            events([
                begun("response.created", 0), begun("response.in_progress", 1),
                #"{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"cut"}}"#,
                #"{"type":"response.reasoning_summary_part.added","sequence_number":3,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}"#,
                #"{"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"one"}"#,
                #"{"type":"response.reasoning_summary_text.done","sequence_number":5,"item_id":"rs_1","output_index":0,"summary_index":0,"text":"one"}"#,
                #"{"type":"response.reasoning_summary_part.done","sequence_number":6,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"one"}}"#,
                #"{"type":"response.reasoning_summary_part.added","sequence_number":7,"item_id":"rs_1","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":""}}"#,
                #"{"type":"response.reasoning_summary_text.delta","sequence_number":8,"item_id":"rs_1","output_index":0,"summary_index":1,"delta":"two"}"#,
                #"{"type":"response.reasoning_summary_text.done","sequence_number":9,"item_id":"rs_1","output_index":0,"summary_index":1,"text":"two"}"#,
                #"{"type":"response.reasoning_summary_part.done","sequence_number":10,"item_id":"rs_1","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":"two"}}"#,
                #"{"type":"response.output_item.done","sequence_number":11,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],"encrypted_content":"gAAA=="}}"#,
                #"{"type":"response.output_item.added","sequence_number":12,"output_index":1,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}"#,
                #"{"type":"response.content_part.added","sequence_number":13,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}"#,
                #"{"type":"response.output_text.delta","sequence_number":14,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"Grü","logprobs":[{"token":"Grü","logprob":-0.5,"bytes":[71,114,195,188],"top_logprobs":[]}]}"#,
                #"{"type":"response.output_text.delta","sequence_number":15,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"ß 日","logprobs":[]}"#,
                #"{"type":"response.output_text.annotation.added","sequence_number":16,"item_id":"msg_1","output_index":1,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","start_index":0,"end_index":4,"url":"https://a.example/","title":"A"}}"#,
                #"{"type":"response.output_text.done","sequence_number":17,"item_id":"msg_1","output_index":1,"content_index":0,"text":"Grüß 日","logprobs":[]}"#,
                #"{"type":"response.content_part.done","sequence_number":18,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"Grüß 日","annotations":[]}}"#,
                #"{"type":"response.content_part.added","sequence_number":19,"item_id":"msg_1","output_index":1,"content_index":1,"part":{"type":"refusal","refusal":""}}"#,
                #"{"type":"response.refusal.delta","sequence_number":20,"item_id":"msg_1","output_index":1,"content_index":1,"delta":"No."}"#,
                #"{"type":"response.refusal.done","sequence_number":21,"item_id":"msg_1","output_index":1,"content_index":1,"refusal":"No."}"#,
                #"{"type":"response.content_part.done","sequence_number":22,"item_id":"msg_1","output_index":1,"content_index":1,"part":{"type":"refusal","refusal":"No."}}"#,
                #"{"type":"response.output_item.done","sequence_number":23,"output_index":1,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß 日","annotations":[]},{"type":"refusal","refusal":"No."}]}}"#,
                ended(
                    "completed", 24,
                    usage:
                        #"{"input_tokens":20,"input_tokens_details":{"cached_tokens":8,"cache_write_tokens":2},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":29}"#
                ),
            ])
        ),
        (
            "Responses: two calls, one without arguments, interleaved", .openAIResponses,
            events([
                begun("response.created", 0),
                #"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"a","arguments":""}}"#,
                #"{"type":"response.function_call_arguments.delta","sequence_number":2,"item_id":"fc_1","output_index":0,"delta":"{\"x\":"}"#,
                #"{"type":"response.output_item.added","sequence_number":3,"output_index":1,"item":{"id":"fc_2","type":"function_call","status":"in_progress","call_id":"call_2","name":"b","arguments":""}}"#,
                #"{"type":"response.function_call_arguments.done","sequence_number":4,"item_id":"fc_2","output_index":1,"name":"b","arguments":"{}"}"#,
                #"{"type":"response.output_item.done","sequence_number":5,"output_index":1,"item":{"id":"fc_2","type":"function_call","status":"completed","call_id":"call_2","name":"b","arguments":"{}"}}"#,
                #"{"type":"response.function_call_arguments.delta","sequence_number":6,"item_id":"fc_1","output_index":0,"delta":"\"ü\"}"}"#,
                #"{"type":"response.function_call_arguments.done","sequence_number":7,"item_id":"fc_1","output_index":0,"name":"a","arguments":"{\"x\":\"ü\"}"}"#,
                #"{"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"a","arguments":"{\"x\":\"ü\"}"}}"#,
                ended(
                    "completed", 9,
                    usage: #"{"input_tokens":4,"output_tokens":6,"total_tokens":10}"#),
            ])
        ),
        (
            "Responses: cut in the middle of a call", .openAIResponses,
            events([
                begun("response.created", 0),
                #"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"a","arguments":""}}"#,
                #"{"type":"response.function_call_arguments.delta","sequence_number":2,"item_id":"fc_1","output_index":0,"delta":"{\"x"}"#,
                ended(
                    "incomplete", 3,
                    usage: #"{"input_tokens":4,"output_tokens":6,"total_tokens":10}"#,
                    details: #"{"reason":"max_output_tokens"}"#),
            ])
        ),
        (
            "Responses: failed in the middle", .openAIResponses,
            events([
                begun("response.created", 0),
                #"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}"#,
                #"{"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"x","logprobs":[]}"#,
                ended(
                    "failed", 3, usage: #"{"input_tokens":4,"output_tokens":1,"total_tokens":5}"#,
                    error: #"{"code":"server_error","message":"boom"}"#),
            ])
        ),
    ]

    private static let fromGemini: [(String, Dialect, String)] = [
        (
            "Gemini: thoughts, a text, a late signature", .gemini,
            candidates(
                [
                    #"{"content":{"parts":[{"text":"let ","thought":true}],"role":"model"},"index":0}"#,
                    #"{"content":{"parts":[{"text":"me","thought":true}],"role":"model"},"index":0}"#,
                    #"{"content":{"parts":[{"text":"Grü"}],"role":"model"},"index":0}"#,
                    #"{"content":{"parts":[{"text":"ß 日 \ud83d\ude00"}],"role":"model"},"index":0}"#,
                    #"{"content":{"parts":[{"text":"","thoughtSignature":"QUJD"}],"role":"model"},"finishReason":"STOP","index":0}"#,
                ],
                #"{"promptTokenCount":20,"cachedContentTokenCount":8,"candidatesTokenCount":4,"thoughtsTokenCount":5,"totalTokenCount":29}"#
            )
        ),
        (
            "Gemini: two calls, the first with a signature", .gemini,
            candidates(
                [
                    #"{"content":{"parts":[{"text":"ok"},{"functionCall":{"name":"a","args":{"x":"ü"}},"thoughtSignature":"QUJD"},{"functionCall":{"id":"g2","name":"b"}}],"role":"model"},"index":0}"#,
                    #"{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}"#,
                ], #"{"promptTokenCount":3,"candidatesTokenCount":7,"totalTokenCount":10}"#)
        ),
        (
            "Gemini: cut by its limit, with a source", .gemini,
            candidates(
                [
                    #"{"content":{"parts":[{"text":"abc"}],"role":"model"},"finishReason":"MAX_TOKENS","index":0,"citationMetadata":{"citationSources":[{"startIndex":0,"endIndex":3,"uri":"https://a.example/"}]}}"#
                ], #"{"promptTokenCount":3,"candidatesTokenCount":7,"totalTokenCount":10}"#)
        ),
        (
            "Gemini: a blocked prompt", .gemini,
            "data: "
                + #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"served","responseId":"g1"}"#
                + "\n\n"
        ),
        (
            "Gemini: an error in the middle", .gemini,
            candidates([#"{"content":{"parts":[{"text":"abc"}],"role":"model"},"index":0}"#], nil)
                + "{\"error\": {\n\"code\": 503,\n\"message\": \"overloaded\",\n\"status\": \"UNAVAILABLE\"\n}}\n\n"
        ),
    ]

    private static func begun(_ type: String, _ sequence: Int) -> String {
        #"{"type":"\#(type)","sequence_number":\#(sequence),"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","model":"served","output":[]}}"#
    }

    private static func ended(
        _ status: String, _ sequence: Int, usage: String, details: String = "null",
        error: String = "null"
    ) -> String {
        #"{"type":"response.\#(status)","sequence_number":\#(sequence),"response":{"id":"resp_1","object":"response","created_at":1,"status":"\#(status)","error":\#(error),"incomplete_details":\#(details),"model":"served","output":[],"usage":\#(usage)}}"#
    }

    /// Chunks of one candidate each; the usage stands in all of them, as Gemini sends it.
    private static func candidates(_ list: [String], _ usage: String?) -> String {
        list.map { candidate in
            let more = usage.map { #","usageMetadata":\#($0)"# } ?? ""
            return "data: "
                + #"{"candidates":[\#(candidate)]\#(more),"modelVersion":"served","responseId":"g1"}"#
                + "\n\n"
        }.joined()
    }
}
