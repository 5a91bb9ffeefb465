import Testing
import Translation
import Vocabulary

/// Streams as providers send them, written by hand after facts/protocols 4, and what the other
/// dialect's client gets.
struct Golden: Sendable, CustomTestStringConvertible {
    /// What it shows.
    let name: String
    /// The provider's dialect.
    let provider: Dialect
    /// The provider's stream.
    let stream: String
    /// What the client of the other dialect gets.
    let expected: String

    var testDescription: String { name }

    /// What the translation goes by.
    var context: ReplyContext {
        TranslationTests.context(
            client: provider == .anthropic ? .openAIChat : .anthropic, provider: provider
        ) {
            $0.display = .summarised
            $0.wantsStreamUsage = true
        }
    }

    static let all = fromChat + fromMessages

    static let fromChat: [Golden] = [
        Golden(
            name: "Chat: a text and its usage", provider: .openAIChat,
            stream: chunks([
                chunk(#"{"role":"assistant","content":"","refusal":null}"#),
                chunk(#"{"content":"Gr"}"#),
                chunk(#"{"content":"üß \ud83d\ude00 日"}"#), chunk("{}", finish: "stop"),
                #"{"id":"c1","object":"chat.completion.chunk","created":1,"model":"served","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":4,"total_tokens":24,"prompt_tokens_details":{"cached_tokens":8}}}"#,
            ]),
            expected: expected0),
        Golden(
            name: "Chat: reasoning, a text and two calls, interleaved", provider: .openAIChat,
            stream: chunks([
                chunk(#"{"role":"assistant","content":null}"#),
                chunk(#"{"reasoning_content":"let"}"#),
                chunk(#"{"reasoning_content":" me"}"#), chunk(#"{"content":"ok"}"#),
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"a","arguments":""}},{"index":1,"id":"c2","type":"function","function":{"name":"b","arguments":""}}]}"#
                ),
                chunk(#"{"tool_calls":[{"index":1,"function":{"arguments":"{\"y\""}}]}"#),
                chunk(
                    #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":\"\\u00fc\"}"}}]}"#),
                chunk(#"{"tool_calls":[{"index":1,"function":{"arguments":":2}"}}]}"#),
                chunk("{}", finish: "tool_calls"),
            ]),
            expected: expected1),
        Golden(
            name: "Chat: a refusal", provider: .openAIChat,
            stream: chunks([
                chunk(#"{"role":"assistant","content":""}"#), chunk(#"{"refusal":"I "}"#),
                chunk(#"{"refusal":"won't"}"#),
                chunk("{}", finish: "stop"),
            ]),
            expected: expected2),
        Golden(
            name: "Chat: cut in the middle of a call", provider: .openAIChat,
            stream: chunks([
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"c1","function":{"name":"a","arguments":"{\"x"}}]}"#
                ),
                chunk("{}", finish: "length"),
            ]),
            expected: expected3),
        Golden(
            name: "Chat: an error in the middle", provider: .openAIChat,
            stream: chunks(
                [
                    chunk(#"{"role":"assistant","content":"x"}"#),
                    #"{"error":{"message":"overloaded","type":"server_error","code":"503"}}"#,
                ], done: false),
            expected: expected4),
    ]

    static let fromMessages: [Golden] = [
        Golden(
            name: "Messages: a text that a stop sequence ended", provider: .anthropic,
            stream: events([
                #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"cache_read_input_tokens":30,"output_tokens":1}}}"#,
                #"{"type":"ping"}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüß"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" \"Gott\""}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"output_tokens":7}}"#,
                #"{"type":"message_stop"}"#,
            ]),
            expected: expected5),
        Golden(
            name: "Messages: thinking, a text and two calls", provider: .anthropic,
            stream: events([
                #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"served","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB=="}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ok"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"a","input":{}}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\": "}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\"日\"}"}}"#,
                #"{"type":"content_block_stop","index":2}"#,
                #"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_2","name":"b","input":{}}}"#,
                #"{"type":"content_block_stop","index":3}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":40,"output_tokens_details":{"thinking_tokens":15}}}"#,
                #"{"type":"message_stop"}"#,
            ]),
            expected: expected6),
        Golden(
            name: "Messages: overloaded in the middle", provider: .anthropic,
            stream: events([
                #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"served","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}"#,
                #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            ]),
            expected: expected7),
    ]
}
