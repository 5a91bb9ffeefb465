"""What was not asked to change does not change: bodies towards the provider and back, byte for byte."""

import pytest

from hostile import EVENTS, Provider

# Odd on purpose: spaces, escapes, key order, number text, unknown fields, fields of other protocols.
ODD = (
    rb' { "z" : 1.0e+02 , "messages" : [ {"role":"user" ,"content":"caf\u00e9 \ud83d\ude00 \/ \t","x":null} ] ,'
    b'\r\n\t"temperature":0.10, "seed":12345678901234567890123, "unknown":{"b":[1,2,{"a":-0.0}],"a":""},'
    b'"max_tokens":64,"top_p":1E0, "emoji":"\xf0\x9f\x98\x80", "user":"\\u0041", %s"model":"%s" } '
)
CASES = {
    "openai-chat": ("/v1/chat/completions", b"gpt-4o-mini"),
    "anthropic": ("/v1/messages", b"claude-sonnet-4"),
}


def post(house, path, body):
    headers = {"authorization": f"Bearer {house.token}", "anthropic-version": "2023-06-01"}
    return house.http.post(house.url + path, content=body, headers=headers)


def seen_upstream(house, path, body):
    reply = post(house, path, body)
    assert reply.status_code == 200, reply.text
    return house.http.get(house.sandbox_url + "/sandbox/last/body").content


@pytest.mark.parametrize("dialect", CASES)
def test_request_is_untouched(house, dialect):
    path, model = CASES[dialect]
    body = ODD % (b"", model)
    assert seen_upstream(house, path, body) == body


@pytest.mark.parametrize("dialect", CASES)
def test_only_the_model_name_changes(house, dialect):
    path, model = CASES[dialect]
    upstream = "open" if dialect == "openai-chat" else "anth"
    house.run("model", "add", f"public-{dialect}", "--to", f"{upstream}/{model.decode()}")
    body = ODD % (b"", f"public-{dialect}".encode())
    assert seen_upstream(house, path, body) == ODD % (b"", model)


def test_streams_only_gain_the_usage_option(house):
    path, model = CASES["openai-chat"]
    body = ODD % (b'"stream" : true,', model)
    seen = seen_upstream(house, path, body)
    option = b',"stream_options":{"include_usage":true}'
    assert seen.replace(b" ", b"").count(option) == 1
    assert b"".join(seen.split()).replace(option, b"") == b"".join(body.split())


def test_stream_options_keep_what_else_they_say(house):
    path, model = CASES["openai-chat"]
    body = ODD % (b'"stream":true,"stream_options":{"x":[1.0], "include_usage" : false},', model)
    assert seen_upstream(house, path, body) == body.replace(b"false", b"true")


def test_streams_that_ask_for_usage_are_untouched(house):
    path, model = CASES["openai-chat"]
    body = ODD % (b'"stream":true,"stream_options":{ "include_usage":true },', model)
    assert seen_upstream(house, path, body) == body


def test_anthropic_streams_are_untouched(house):
    path, model = CASES["anthropic"]
    body = ODD % (b'"stream": true ,', model)
    assert seen_upstream(house, path, body) == body


REPLIES = {
    "openai-chat": rb"""{ "usage" : {"completion_tokens":2.0e0, "prompt_tokens":3,"total_tokens":5, "new":[1]},
  "choices":[{"index":0,"message":{"role":"assistant","content":"caf\u00e9 \/ \ud83d\ude00","odd":1.50}
  ,"finish_reason":"stop"}],"id":"x", "object":"chat.completion","created":1,"model":"m", "zz":{} }
""",
    "anthropic": rb"""{ "usage" : {"output_tokens":2, "input_tokens":3, "new":[1]} , "stop_reason":"end_turn",
  "content":[{"type":"text","text":"caf\u00e9 \/ \ud83d\ude00","odd":1.50}],"id":"x","type":"message",
  "role":"assistant","model":"m", "stop_sequence":null,"zz":{} }
""",
}


@pytest.mark.parametrize("dialect", CASES)
def test_answer_is_untouched(house, dialect):
    body = REPLIES[dialect]

    def answer(connection):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(head % len(body) + body)

    with Provider(answer) as provider:
        stem = house.apart(dialect, provider.url)
        reply = post(house, CASES[dialect][0], ODD % (b"", stem.encode()))
    assert reply.content == body
    assert reply.headers["content-type"].startswith("application/json")


STREAMS = {
    "openai-chat": [
        rb'data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,'
        rb'"delta":{"role":"assistant","content":"caf\u00e9 "},"finish_reason":null}],"new":1.0}',
        rb'data:{"choices":[{"index":0,"delta":{"content":"\ud83d\ude00"},"finish_reason":null}],"id":"x"}',
        rb'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"id":"x"}',
        rb'data: {"choices":[],"id":"x","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}',
        b"data: [DONE]",
    ],
    "anthropic": [
        b'event: message_start\ndata: {"type":"message_start","message":{"id":"x","type":"message","role":'
        b'"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}',
        b'event: ping\ndata: {"type": "ping"}',
        b'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":'
        b'{"type":"text","text":""}}',
        rb"event: content_block_delta" + b"\n"
        rb'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":'
        rb'"caf\u00e9"},"n":1.0}',
        b'event: something_new\ndata: {"type":"something_new"}',
        b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}',
        b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn",'
        b'"stop_sequence":null},"usage":{"output_tokens":2}}',
        b'event: message_stop\ndata: {"type":"message_stop"}',
    ],
}


@pytest.mark.parametrize("split", [1, 7, 1 << 20])
@pytest.mark.parametrize("dialect", CASES)
def test_stream_is_untouched(house, dialect, split):
    """However the provider's bytes are cut, each event arrives as it was sent."""
    events = STREAMS[dialect]
    wire = b"\n\n".join(events) + b"\n\n"

    def answer(connection):
        connection.sendall(EVENTS + b"Transfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(wire), split):
            part = wire[start : start + split]
            connection.sendall(b"%x\r\n%b\r\n" % (len(part), part))
        connection.sendall(b"0\r\n\r\n")

    with Provider(answer) as provider:
        stem = house.apart(dialect, provider.url)
        asks = b'"stream":true,' + (
            b'"stream_options":{"include_usage":true},' if dialect == "openai-chat" else b""
        )
        reply = post(house, CASES[dialect][0], ODD % (asks, stem.encode()))
    assert reply.headers["content-type"].startswith("text/event-stream")
    blocks = [
        block for block in reply.content.split(b"\n\n") if not block.startswith(b":") and block
    ]
    assert blocks == events
    show = house.run("call", "show", reply.headers["bursar-call"])
    assert show["outcome"] == "ok"
