// What clients get of the golden streams, event by event.

let expected0 = #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Gr"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"üß 😀 日"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":12,"cache_read_input_tokens":8,"output_tokens":4}}

    event: message_stop
    data: {"type":"message_stop"}


    """#

let expected1 = #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"let"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":" me"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"YnVyc2FyLjEudW5wcm92ZW4u"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ok"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: content_block_start
    data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"c1","name":"a","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\":\"\\u00fc\"}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":2}

    event: content_block_start
    data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c2","name":"b","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"y\""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":":2}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":3}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":0,"output_tokens":0}}

    event: message_stop
    data: {"type":"message_stop"}


    """#

let expected2 = #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"I "}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"won't"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null},"usage":{"input_tokens":0,"output_tokens":0}}

    event: message_stop
    data: {"type":"message_stop"}


    """#

let expected3 = #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c1","name":"a","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"input_tokens":0,"output_tokens":0}}

    event: message_stop
    data: {"type":"message_stop"}


    """#

let expected4 = #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}

    event: error
    data: {"type":"error","error":{"type":"overloaded_error","message":"The provider has too much to do. Try again later."}}


    """#

let expected5 = #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"Grüß"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":" \"Gott\""},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":42,"completion_tokens":7,"total_tokens":49,"prompt_tokens_details":{"cached_tokens":30}}}

    data: [DONE]


    """#

let expected6 = #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"hm"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"reasoning_details":[{"index":0,"type":"reasoning.encrypted","data":"YnVyc2FyLjEuYW50aHJvcGljfHx8c2lnbmF0dXJlfEVxUUI9PQ=="}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"ok"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"a","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\": "}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"日\"}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"toolu_2","type":"function","function":{"name":"b","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":40,"total_tokens":45,"completion_tokens_details":{"reasoning_tokens":15}}}

    data: [DONE]


    """#

let expected7 = #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"error":{"message":"The provider has too much to do. Try again later.","type":"server_error","param":null,"code":"upstream_failed"}}


    """#
