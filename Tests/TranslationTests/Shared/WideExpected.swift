// What clients get of the golden streams of Responses and Gemini, event by event.

let wideExpected: [String: String] = [
    "Responses: reasoning, a text with a source, a refusal → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"one"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"\n\n"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"two"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"reasoning_details":[{"index":0,"type":"reasoning.encrypted","data":"YnVyc2FyLjEub3BlbmFpfHx8ZW5jcnlwdGVkfGdBQUE9PQ=="}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"content":"Grü"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{},"logprobs":{"content":[{"token":"Grü","logprob":-0.5,"bytes":[71,114,195,188],"top_logprobs":[]}]},"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"content":"ß 日"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"annotations":[{"index":0,"type":"url_citation","url_citation":{"start_index":0,"end_index":4,"url":"https://a.example/","title":"A"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"refusal":"No."},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":8,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":5}}}

    data: [DONE]


    """#,
    "Responses: reasoning, a text with a source, a refusal → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"one"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"\n\n"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"two"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"YnVyc2FyLjEub3BlbmFpfHx8ZW5jcnlwdGVkfGdBQUE9PQ=="}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grü"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ß 日"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a.example/","title":"A","cited_text":"","encrypted_index":""}}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: content_block_start
    data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"No."}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":2}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":8,"output_tokens":9,"output_tokens_details":{"thinking_tokens":5}}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Responses: reasoning, a text with a source, a refusal → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"one","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"\n\n","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"two","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"","thought":true,"thoughtSignature":"YnVyc2FyLjEub3BlbmFpfHx8ZW5jcnlwdGVkfGdBQUE9PQ=="}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"Grü"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"ß 日"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"No."}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"SAFETY","citationMetadata":{"citationSources":[{"startIndex":0,"endIndex":4,"uri":"https://a.example/"}]},"logprobsResult":{"topCandidates":[{"candidates":[]}],"chosenCandidates":[{"token":"Grü","logProbability":-0.5}]},"index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":4,"totalTokenCount":29,"cachedContentTokenCount":8,"thoughtsTokenCount":5},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Responses: two calls, one without arguments, interleaved → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"a","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"b","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"ü\"}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":6,"total_tokens":10}}

    data: [DONE]


    """#,
    "Responses: two calls, one without arguments, interleaved → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"a","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"ü\"}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_2","name":"b","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":4,"output_tokens":6}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Responses: two calls, one without arguments, interleaved → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_1","name":"a","args":{"x":"ü"}},"thoughtSignature":"YnVyc2FyLjEudW5wcm92ZW4u"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_2","name":"b","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":6,"totalTokenCount":10},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Responses: cut in the middle of a call → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"a","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":6,"total_tokens":10}}

    data: [DONE]


    """#,
    "Responses: cut in the middle of a call → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"a","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"input_tokens":4,"output_tokens":6}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Responses: cut in the middle of a call → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":6,"totalTokenCount":10},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Responses: failed in the middle → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1,"model":"served","choices":[{"index":0,"delta":{"content":"x"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"error":{"message":"The provider failed while it answered. Try again.","type":"server_error","param":null,"code":"upstream_failed"}}


    """#,
    "Responses: failed in the middle → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}

    event: error
    data: {"type":"error","error":{"type":"overloaded_error","message":"The provider failed while it answered. Try again."}}


    """#,
    "Responses: failed in the middle → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"error":{"code":503,"message":"The provider failed while it answered. Try again.","status":"UNAVAILABLE"}}


    """#,
    "Gemini: thoughts, a text, a late signature → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"let "},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"reasoning_content":"me"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"Grü"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"ß 日 😀"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"reasoning_details":[{"index":0,"type":"reasoning.encrypted","data":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":5}}}

    data: [DONE]


    """#,
    "Gemini: thoughts, a text, a late signature → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[]}}

    event: response.reasoning_summary_part.added
    data: {"type":"response.reasoning_summary_part.added","sequence_number":3,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}

    event: response.reasoning_summary_text.delta
    data: {"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"delta":"let "}

    event: response.reasoning_summary_text.delta
    data: {"type":"response.reasoning_summary_text.delta","sequence_number":5,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"delta":"me"}

    event: response.reasoning_summary_text.done
    data: {"type":"response.reasoning_summary_text.done","sequence_number":6,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"text":"let me"}

    event: response.reasoning_summary_part.done
    data: {"type":"response.reasoning_summary_part.done","sequence_number":7,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"let me"}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"let me"}],"encrypted_content":"YnVyc2FyLjEudW5wcm92ZW4u"}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":9,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":10,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_SEED1","output_index":1,"content_index":0,"delta":"Grü","logprobs":[]}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":12,"item_id":"msg_SEED1","output_index":1,"content_index":0,"delta":"ß 日 😀","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":13,"item_id":"msg_SEED1","output_index":1,"content_index":0,"text":"Grüß 日 😀","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":14,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"Grüß 日 😀","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":15,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß 日 😀","annotations":[],"logprobs":[]}]}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":16,"output_index":2,"item":{"id":"rs_SEED2","type":"reasoning","summary":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":17,"output_index":2,"item":{"id":"rs_SEED2","type":"reasoning","summary":[],"encrypted_content":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":18,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"let me"}],"encrypted_content":"YnVyc2FyLjEudW5wcm92ZW4u"},{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß 日 😀","annotations":[],"logprobs":[]}]},{"id":"rs_SEED2","type":"reasoning","summary":[],"encrypted_content":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}],"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":8,"cache_write_tokens":0},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":29},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Gemini: thoughts, a text, a late signature → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"let "}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"me"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"YnVyc2FyLjEudW5wcm92ZW4u"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grü"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ß 日 😀"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: content_block_start
    data: {"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"signature_delta","signature":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":2}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":12,"cache_read_input_tokens":8,"output_tokens":9,"output_tokens_details":{"thinking_tokens":5}}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Gemini: two calls, the first with a signature → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"ok"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_SEED0","type":"function","function":{"name":"a","arguments":""},"extra_content":{"google":{"thought_signature":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":\"ü\"}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"g2","type":"function","function":{"name":"b","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7,"total_tokens":10}}

    data: [DONE]


    """#,
    "Gemini: two calls, the first with a signature → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"ok","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"ok","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":8,"output_index":1,"item":{"id":"rs_SEED1","type":"reasoning","summary":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":9,"output_index":1,"item":{"id":"rs_SEED1","type":"reasoning","summary":[],"encrypted_content":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":10,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"in_progress","call_id":"call_SEED0","name":"a","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":11,"item_id":"fc_SEED2","output_index":2,"delta":"{\"x\":\"ü\"}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":12,"item_id":"fc_SEED2","output_index":2,"name":"a","arguments":"{\"x\":\"ü\"}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":13,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"call_SEED0","name":"a","arguments":"{\"x\":\"ü\"}"}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":14,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"in_progress","call_id":"g2","name":"b","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":15,"item_id":"fc_SEED3","output_index":3,"delta":"{}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":16,"item_id":"fc_SEED3","output_index":3,"name":"b","arguments":"{}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":17,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"g2","name":"b","arguments":"{}"}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":18,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]},{"id":"rs_SEED1","type":"reasoning","summary":[],"encrypted_content":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="},{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"call_SEED0","name":"a","arguments":"{\"x\":\"ü\"}"},{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"g2","name":"b","arguments":"{}"}],"usage":{"input_tokens":3,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":10},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Gemini: two calls, the first with a signature → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ok"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: content_block_start
    data: {"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":"","signature":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"YnVyc2FyLjEuZ29vZ2xlfHx8dGhvdWdodF9zaWduYXR1cmV8UVVKRA=="}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":1}

    event: content_block_start
    data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_SEED0","name":"a","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\":\"ü\"}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":2}

    event: content_block_start
    data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"g2","name":"b","input":{}}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{}"}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":3}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":3,"output_tokens":7}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Gemini: cut by its limit, with a source → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"abc"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"annotations":[{"index":0,"type":"url_citation","url_citation":{"start_index":0,"end_index":3,"url":"https://a.example/","title":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7,"total_tokens":10}}

    data: [DONE]


    """#,
    "Gemini: cut by its limit, with a source → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"abc","logprobs":[]}

    event: response.output_text.annotation.added
    data: {"type":"response.output_text.annotation.added","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","start_index":0,"end_index":3,"url":"https://a.example/","title":""}}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"abc","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"abc","annotations":[{"type":"url_citation","start_index":0,"end_index":3,"url":"https://a.example/","title":""}],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"abc","annotations":[{"type":"url_citation","start_index":0,"end_index":3,"url":"https://a.example/","title":""}],"logprobs":[]}]}}

    event: response.incomplete
    data: {"type":"response.incomplete","sequence_number":9,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"},"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"abc","annotations":[{"type":"url_citation","start_index":0,"end_index":3,"url":"https://a.example/","title":""}],"logprobs":[]}]}],"usage":{"input_tokens":3,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":10},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Gemini: cut by its limit, with a source → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"abc"}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a.example/","title":null,"cited_text":"","encrypted_index":""}}}

    event: content_block_stop
    data: {"type":"content_block_stop","index":0}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"input_tokens":3,"output_tokens":7}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Gemini: a blocked prompt → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"content_filter"}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":0,"total_tokens":3}}

    data: [DONE]


    """#,
    "Gemini: a blocked prompt → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.incomplete
    data: {"type":"response.incomplete","sequence_number":2,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"incomplete","error":null,"incomplete_details":{"reason":"content_filter"},"model":"served","output":[],"usage":{"input_tokens":3,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":0,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":3},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Gemini: a blocked prompt → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null},"usage":{"input_tokens":3,"output_tokens":0}}

    event: message_stop
    data: {"type":"message_stop"}


    """#,
    "Gemini: an error in the middle → openai-chat": #"""
    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"id":"chatcmpl-SEED","object":"chat.completion.chunk","created":1700000000,"model":"served","choices":[{"index":0,"delta":{"content":"abc"},"logprobs":null,"finish_reason":null}],"usage":null}

    data: {"error":{"message":"The provider has too much to do. Try again later.","type":"server_error","param":null,"code":"upstream_failed"}}


    """#,
    "Gemini: an error in the middle → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"abc","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"abc","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"abc","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"abc","annotations":[],"logprobs":[]}]}}

    event: response.failed
    data: {"type":"response.failed","sequence_number":8,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"failed","error":{"code":"server_error","message":"The provider has too much to do. Try again later."},"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"abc","annotations":[],"logprobs":[]}]}],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Gemini: an error in the middle → anthropic": #"""
    event: message_start
    data: {"type":"message_start","message":{"id":"msg_SEED","type":"message","role":"assistant","model":"served","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

    event: content_block_start
    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

    event: content_block_delta
    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"abc"}}

    event: error
    data: {"type":"error","error":{"type":"overloaded_error","message":"The provider has too much to do. Try again later."}}


    """#,
    "Chat: a text and its usage → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"Gr","logprobs":[]}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"üß 😀 日","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"Grüß 😀 日","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Grüß 😀 日","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß 😀 日","annotations":[],"logprobs":[]}]}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":9,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß 😀 日","annotations":[],"logprobs":[]}]}],"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":8,"cache_write_tokens":0},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":24},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Chat: a text and its usage → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"Gr"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"üß 😀 日"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":4,"totalTokenCount":24,"cachedContentTokenCount":8},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Chat: reasoning, a text and two calls, interleaved → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[]}}

    event: response.reasoning_summary_part.added
    data: {"type":"response.reasoning_summary_part.added","sequence_number":3,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}

    event: response.reasoning_summary_text.delta
    data: {"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"delta":"let"}

    event: response.reasoning_summary_text.delta
    data: {"type":"response.reasoning_summary_text.delta","sequence_number":5,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"delta":" me"}

    event: response.reasoning_summary_text.done
    data: {"type":"response.reasoning_summary_text.done","sequence_number":6,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"text":"let me"}

    event: response.reasoning_summary_part.done
    data: {"type":"response.reasoning_summary_part.done","sequence_number":7,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"let me"}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"let me"}],"encrypted_content":"YnVyc2FyLjEudW5wcm92ZW4u"}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":9,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":10,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_SEED1","output_index":1,"content_index":0,"delta":"ok","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":12,"item_id":"msg_SEED1","output_index":1,"content_index":0,"text":"ok","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":13,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":14,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":15,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"in_progress","call_id":"c1","name":"a","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":16,"item_id":"fc_SEED2","output_index":2,"delta":"{\"x\":\"\\u00fc\"}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":17,"item_id":"fc_SEED2","output_index":2,"name":"a","arguments":"{\"x\":\"\\u00fc\"}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":18,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"c1","name":"a","arguments":"{\"x\":\"\\u00fc\"}"}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":19,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"in_progress","call_id":"c2","name":"b","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":20,"item_id":"fc_SEED3","output_index":3,"delta":"{\"y\""}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":21,"item_id":"fc_SEED3","output_index":3,"delta":":2}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":22,"item_id":"fc_SEED3","output_index":3,"name":"b","arguments":"{\"y\":2}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":23,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"c2","name":"b","arguments":"{\"y\":2}"}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":24,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"let me"}],"encrypted_content":"YnVyc2FyLjEudW5wcm92ZW4u"},{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]},{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"c1","name":"a","arguments":"{\"x\":\"\\u00fc\"}"},{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"c2","name":"b","arguments":"{\"y\":2}"}],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Chat: reasoning, a text and two calls, interleaved → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"let","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":" me","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"ok"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"c1","name":"a","args":{"x":"\u00fc"}},"thoughtSignature":"YnVyc2FyLjEudW5wcm92ZW4u"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"c2","name":"b","args":{"y":2}}}],"role":"model"},"finishReason":"STOP","index":0}],"modelVersion":"served","responseId":"SEED"}


    """#,
    "Chat: a refusal → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"refusal","refusal":""}}

    event: response.refusal.delta
    data: {"type":"response.refusal.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"I "}

    event: response.refusal.delta
    data: {"type":"response.refusal.delta","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"won't"}

    event: response.refusal.done
    data: {"type":"response.refusal.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"refusal":"I won't"}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"refusal","refusal":"I won't"}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"I won't"}]}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":9,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"I won't"}]}],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Chat: a refusal → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"I "}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"won't"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"SAFETY","index":0}],"modelVersion":"served","responseId":"SEED"}


    """#,
    "Chat: cut in the middle of a call → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"fc_SEED0","type":"function_call","status":"in_progress","call_id":"c1","name":"a","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":3,"item_id":"fc_SEED0","output_index":0,"delta":"{\"x"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":4,"item_id":"fc_SEED0","output_index":0,"name":"a","arguments":"{\"x"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":5,"output_index":0,"item":{"id":"fc_SEED0","type":"function_call","status":"incomplete","call_id":"c1","name":"a","arguments":"{\"x"}}

    event: response.incomplete
    data: {"type":"response.incomplete","sequence_number":6,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"},"model":"served","output":[{"id":"fc_SEED0","type":"function_call","status":"incomplete","call_id":"c1","name":"a","arguments":"{\"x"}],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Chat: cut in the middle of a call → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"modelVersion":"served","responseId":"SEED"}


    """#,
    "Chat: an error in the middle → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"x","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"x","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"x","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"x","annotations":[],"logprobs":[]}]}}

    event: response.failed
    data: {"type":"response.failed","sequence_number":8,"response":{"id":"resp_SEED","object":"response","created_at":1,"status":"failed","error":{"code":"server_error","message":"The provider has too much to do. Try again later."},"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"x","annotations":[],"logprobs":[]}]}],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Chat: an error in the middle → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"error":{"code":503,"message":"The provider has too much to do. Try again later.","status":"UNAVAILABLE"}}


    """#,
    "Messages: a text that a stop sequence ended → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":"Grüß","logprobs":[]}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_SEED0","output_index":0,"content_index":0,"delta":" \"Gott\"","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_SEED0","output_index":0,"content_index":0,"text":"Grüß \"Gott\"","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_SEED0","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Grüß \"Gott\"","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß \"Gott\"","annotations":[],"logprobs":[]}]}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":9,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"msg_SEED0","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüß \"Gott\"","annotations":[],"logprobs":[]}]}],"usage":{"input_tokens":42,"input_tokens_details":{"cached_tokens":30,"cache_write_tokens":0},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":49},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Messages: a text that a stop sequence ended → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"Grüß"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":" \"Gott\""}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":42,"candidatesTokenCount":7,"totalTokenCount":49,"cachedContentTokenCount":30},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Messages: thinking, a text and two calls → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[]}}

    event: response.reasoning_summary_part.added
    data: {"type":"response.reasoning_summary_part.added","sequence_number":3,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}

    event: response.reasoning_summary_text.delta
    data: {"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"delta":"hm"}

    event: response.reasoning_summary_text.done
    data: {"type":"response.reasoning_summary_text.done","sequence_number":5,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"text":"hm"}

    event: response.reasoning_summary_part.done
    data: {"type":"response.reasoning_summary_part.done","sequence_number":6,"item_id":"rs_SEED0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"hm"}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"YnVyc2FyLjEuYW50aHJvcGljfHx8c2lnbmF0dXJlfEVxUUI9PQ=="}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":8,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"in_progress","role":"assistant","content":[]}}

    event: response.content_part.added
    data: {"type":"response.content_part.added","sequence_number":9,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}

    event: response.output_text.delta
    data: {"type":"response.output_text.delta","sequence_number":10,"item_id":"msg_SEED1","output_index":1,"content_index":0,"delta":"ok","logprobs":[]}

    event: response.output_text.done
    data: {"type":"response.output_text.done","sequence_number":11,"item_id":"msg_SEED1","output_index":1,"content_index":0,"text":"ok","logprobs":[]}

    event: response.content_part.done
    data: {"type":"response.content_part.done","sequence_number":12,"item_id":"msg_SEED1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":13,"output_index":1,"item":{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":14,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"in_progress","call_id":"toolu_1","name":"a","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":15,"item_id":"fc_SEED2","output_index":2,"delta":"{\"x\": "}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":16,"item_id":"fc_SEED2","output_index":2,"delta":"\"日\"}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":17,"item_id":"fc_SEED2","output_index":2,"name":"a","arguments":"{\"x\": \"日\"}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":18,"output_index":2,"item":{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"toolu_1","name":"a","arguments":"{\"x\": \"日\"}"}}

    event: response.output_item.added
    data: {"type":"response.output_item.added","sequence_number":19,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"in_progress","call_id":"toolu_2","name":"b","arguments":""}}

    event: response.function_call_arguments.delta
    data: {"type":"response.function_call_arguments.delta","sequence_number":20,"item_id":"fc_SEED3","output_index":3,"delta":"{}"}

    event: response.function_call_arguments.done
    data: {"type":"response.function_call_arguments.done","sequence_number":21,"item_id":"fc_SEED3","output_index":3,"name":"b","arguments":"{}"}

    event: response.output_item.done
    data: {"type":"response.output_item.done","sequence_number":22,"output_index":3,"item":{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"toolu_2","name":"b","arguments":"{}"}}

    event: response.completed
    data: {"type":"response.completed","sequence_number":23,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"completed","error":null,"incomplete_details":null,"model":"served","output":[{"id":"rs_SEED0","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"YnVyc2FyLjEuYW50aHJvcGljfHx8c2lnbmF0dXJlfEVxUUI9PQ=="},{"id":"msg_SEED1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[],"logprobs":[]}]},{"id":"fc_SEED2","type":"function_call","status":"completed","call_id":"toolu_1","name":"a","arguments":"{\"x\": \"日\"}"},{"id":"fc_SEED3","type":"function_call","status":"completed","call_id":"toolu_2","name":"b","arguments":"{}"}],"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":40,"output_tokens_details":{"reasoning_tokens":15},"total_tokens":45},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Messages: thinking, a text and two calls → gemini": #"""
    data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"","thought":true,"thoughtSignature":"YnVyc2FyLjEuYW50aHJvcGljfHx8c2lnbmF0dXJlfEVxUUI9PQ=="}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"text":"ok"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"toolu_1","name":"a","args":{"x": "日"}},"thoughtSignature":"YnVyc2FyLjEudW5wcm92ZW4u"}],"role":"model"},"index":0}],"modelVersion":"served","responseId":"SEED"}

    data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"toolu_2","name":"b","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":25,"totalTokenCount":45,"thoughtsTokenCount":15},"modelVersion":"served","responseId":"SEED"}


    """#,
    "Messages: overloaded in the middle → openai-responses": #"""
    event: response.created
    data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.in_progress
    data: {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"in_progress","error":null,"incomplete_details":null,"model":"served","output":[],"usage":null,"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}

    event: response.failed
    data: {"type":"response.failed","sequence_number":2,"response":{"id":"resp_SEED","object":"response","created_at":1700000000,"status":"failed","error":{"code":"server_error","message":"The provider has too much to do. Try again later."},"incomplete_details":null,"model":"served","output":[],"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":1,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":6},"background":false,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","store":false}}


    """#,
    "Messages: overloaded in the middle → gemini": #"""
    data: {"error":{"code":503,"message":"The provider has too much to do. Try again later.","status":"UNAVAILABLE"}}


    """#,
]
