"""What a provider says was used is booked as it says it, whatever becomes of its answer."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from house import House

CLIENTS = {
    "chat": ("/v1/chat/completions", {"messages": [{"role": "user", "content": "hello"}]}),
    "responses": ("/v1/responses", {"input": "hello", "store": False}),
    "messages": (
        "/v1/messages",
        {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 99},
    ),
    "gemini": ("/v1beta/models/{model}:generateContent", {"contents": [{"parts": [{"text": "hi"}]}]}),
}
# Usage of 30 tokens read, 8 of them cached, and 9 written, 5 of them reasoning, in each dialect's words.
CHAT = {
    "prompt_tokens": 30,
    "completion_tokens": 9,
    "total_tokens": 39,
    "prompt_tokens_details": {"cached_tokens": 8},
    "completion_tokens_details": {"reasoning_tokens": 5},
}
RESPONSES = {
    "input_tokens": 30,
    "input_tokens_details": {"cached_tokens": 8},
    "output_tokens": 9,
    "output_tokens_details": {"reasoning_tokens": 5},
    "total_tokens": 39,
}
MESSAGES = {
    "input_tokens": 22,
    "cache_read_input_tokens": 8,
    "output_tokens": 9,
    "output_tokens_details": {"thinking_tokens": 5},
}
GEMINI = {
    "promptTokenCount": 30,
    "cachedContentTokenCount": 8,
    "candidatesTokenCount": 4,
    "thoughtsTokenCount": 5,
    "totalTokenCount": 39,
}
METERS = {
    "fresh_input_tokens": 22,
    "cache_read_tokens": 8,
    "visible_output_tokens": 4,
    "reasoning_tokens": 5,
}
# Answers that aren't any good, and say all the same what they cost.
FAILED = {
    "openai-chat": [
        (200, {"error": {"message": "m", "type": "server_error"}, "usage": CHAT}),
        (200, {"id": "c", "choices": "no list", "usage": CHAT}),
        (400, {"error": {"message": "m", "type": "invalid_request_error"}, "usage": CHAT}),
    ],
    "openai-responses": [
        (
            200,
            {
                "id": "resp_1",
                "status": "failed",
                "error": {"code": "server_error", "message": "m"},
                "output": [],
                "usage": RESPONSES,
            },
        ),
        (200, {"id": "resp_1", "status": "completed", "usage": RESPONSES}),
    ],
    "anthropic": [
        (
            200,
            {"type": "error", "error": {"type": "api_error", "message": "m"}, "usage": MESSAGES},
        ),
        (200, {"type": "message", "content": "no list", "usage": MESSAGES}),
    ],
    "gemini": [
        (200, {"candidates": [], "usageMetadata": GEMINI}),
        (200, {"error": {"code": 500, "message": "m"}, "usageMetadata": GEMINI}),
    ],
}
# Each for a client of the provider's own dialect and for one of another.
CASES = [
    (client, dialect, number)
    for dialect, clients in {
        "openai-chat": ("chat", "gemini"),
        "openai-responses": ("responses", "messages"),
        "anthropic": ("messages", "chat"),
        "gemini": ("gemini", "responses"),
    }.items()
    for client in clients
    for number in range(len(FAILED[dialect]))
]


class Provider:
    """Gives every request the answer that is set; those in `first` come before it, once each."""

    def __init__(self):
        self.reply = (200, {})
        self.first = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, body = provider.first.pop(0) if provider.first else provider.reply
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                kind = "application/json" if not isinstance(body, bytes) else "text/event-stream"
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def provider():
    provider = Provider()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture(scope="module")
def house(tmp_path_factory, provider):
    """An upstream of each dialect, all of them the one provider."""
    house = House(tmp_path_factory.mktemp("usage"))
    house.models = {}
    try:
        house.start()
        for dialect in FAILED:
            stem = house.apart(dialect, provider.url)
            house.set_price(stem + "*", input="3.01", output="15.07", cache_read="0.301")
            house.models[dialect] = stem
        yield house
    finally:
        house.stop()


def ask(house, client, model, **fields):
    path, body = CLIENTS[client]
    headers = {"authorization": f"Bearer {house.token}", "anthropic-version": "2023-06-01"}
    body = body | fields | ({} if client == "gemini" else {"model": model})
    return house.http.post(house.url + path.format(model=model), json=body, headers=headers)


def booked(house, reply):
    """The attempts of an answer's call."""
    return house.run("call", "show", reply.headers["bursar-call"])


@pytest.mark.parametrize("client, dialect, number", CASES)
def test_a_failed_answer_s_usage_is_exact(house, provider, client, dialect, number):
    provider.reply = FAILED[dialect][number]
    reply = ask(house, client, house.models[dialect])
    assert reply.status_code >= 400, reply.text
    show = booked(house, reply)
    assert show["outcome"] == "failed"
    for attempt in show["attempts"]:
        assert attempt["usage_source"] == "reported", attempt
        assert {name: attempt[name] for name in METERS} == METERS
        # 22 fresh, 8 cached, 9 written.
        assert attempt["cost_nano_usd"] == (22 * 3010 + 8 * 301 + 9 * 15070)


def test_a_failed_stream_s_last_word_on_usage_is_exact(house, provider):
    events = [
        {"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1", "output": []}},
        {
            "type": "response.failed",
            "sequence_number": 1,
            "response": FAILED["openai-responses"][0][1],
        },
    ]
    text = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
    provider.reply = (200, text.encode())
    for client in ("responses", "chat"):
        show = booked(house, ask(house, client, house.models["openai-responses"], stream=True))
        for attempt in show["attempts"]:
            assert attempt["usage_source"] == "reported", attempt
            assert {name: attempt[name] for name in METERS} == METERS


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("stream", [False, True])
def test_reasoning_counted_beside_the_completion_is_billed(house, provider, client, stream):
    """xAI counts reasoning beside the completion: only the total tells."""
    usage = CHAT | {"completion_tokens": 4}
    message = {"role": "assistant", "content": "hello"}
    head = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
    whole = head | {
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage,
    }
    events = [
        head | {"choices": [{"index": 0, "delta": message, "finish_reason": None}]},
        head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        head | {"choices": [], "usage": usage},
    ]
    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    provider.reply = (200, text.encode() if stream else whole)
    model = house.models["openai-chat"]
    if client == "gemini":
        headers = {"x-goog-api-key": house.token}
        verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
        url = f"{house.url}/v1beta/models/{model}:{verb}"
        reply = house.http.post(url, json=CLIENTS[client][1], headers=headers)
    else:
        reply = ask(house, client, model, stream=stream)
    assert reply.status_code == 200, reply.text
    (attempt,) = booked(house, reply)["attempts"]
    assert attempt["usage_source"] == "reported" and attempt["outcome"] == "ok"
    assert {name: attempt[name] for name in METERS} == METERS


@pytest.mark.parametrize("client", ["chat", "messages"])
def test_PT_13_every_try_is_counted_once(house, provider, client):
    """A try that failed and was paid for is in the books beside the one that served."""
    message = {"role": "assistant", "content": "hello"}
    provider.first = [FAILED["openai-chat"][0]]
    provider.reply = (
        200,
        {
            "id": "c",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": CHAT,
        },
    )
    reply = ask(house, client, house.models["openai-chat"])
    assert reply.status_code == 200, reply.text
    show = booked(house, reply)
    assert [attempt["outcome"] for attempt in show["attempts"]] == ["broken", "ok"]
    for attempt in show["attempts"]:
        assert attempt["usage_source"] == "reported"
        assert {name: attempt[name] for name in METERS} == METERS
    assert show["cost_nano_usd"] == sum(a["cost_nano_usd"] for a in show["attempts"])
