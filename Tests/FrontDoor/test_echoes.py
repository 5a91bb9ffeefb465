"""A provider that sends its key back (T23): in an error, in an answer's fields, in a stream. It reaches neither the
client nor the ledger nor the log."""

import http.server
import json
import re
import threading

import pytest

from dialects import body, headers, path

ANSWERS = {
    "openai-chat": {
        "id": "ID", "object": "chat.completion", "created": 1, "model": "MODEL", "service_tier": "TIER",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "TEXT"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    },
    "openai-responses": {
        "id": "ID", "object": "response", "created_at": 1, "status": "completed", "model": "MODEL",
        "service_tier": "TIER", "output": [{
            "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "TEXT", "annotations": []}],
        }],
        "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2},
    },
    "anthropic": {
        "id": "ID", "type": "message", "role": "assistant", "model": "MODEL", "stop_reason": "end_turn",
        "stop_sequence": None, "content": [{"type": "text", "text": "TEXT"}],
        "usage": {"input_tokens": 1, "output_tokens": 1, "service_tier": "TIER"},
    },
    "gemini": {
        "responseId": "ID", "modelVersion": "MODEL",
        "candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "TEXT"}]}}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
    },
}
USUAL = {"ID": "id-1", "MODEL": "model-1", "TIER": "default", "TEXT": "Hello."}
CHUNK = {"id": "ID", "object": "chat.completion.chunk", "created": 1, "model": "MODEL", "service_tier": "TIER"}
PLAIN = "mask = 0b1111111111111111, abcdefghijklmnopqrstuvwxyz"
SEEN = threading.Event()
DELTAS = [{"role": "assistant", "content": ""}, {"content": "TEXT"}, {}]


class Echo(http.server.BaseHTTPRequestHandler):
    """Puts the key, or its end, where the model's name says: `echo-openai-chat.ID`, `echo-openai-chat.ID-end`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        fields = ("authorization", "x-api-key", "x-goog-api-key")
        key = next(self.headers[name] for name in fields if self.headers[name]).removeprefix("Bearer ")
        named = re.search(r"echo-([a-z-]+)\.([A-Za-z-]+)", self.path + sent.get("model", ""))
        dialect, place = named.groups()
        if place.startswith("later-"):
            return self.stream_late(place, key)
        if place.endswith("-end"):
            place, key = place.removesuffix("-end"), key[-10:]
        kind, status = "application/json", 200
        if place == "error":
            error = {"message": f"Incorrect key {key}", "type": "invalid_request_error", "code": key}
            status, text = 400, json.dumps({"error": error, "debug": dict(self.headers)})
        elif place == "stream-error":
            kind, text = "text/event-stream", "data: " + json.dumps({"error": {"message": key}}) + "\n\n"
        elif sent.get("stream"):
            chunks = [CHUNK | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in DELTAS]
            chunks[-1]["choices"][0]["finish_reason"] = "stop"
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            chunks.append(CHUNK | {"choices": [], "usage": usage})
            text = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
            kind, text = "text/event-stream", self.filled(text, place, key)
        else:
            text = self.filled(json.dumps(ANSWERS[dialect] | {"debug": "DEBUG"}), place, key)
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("x-debug-key", key)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def stream_late(self, place, key):
        """One event; when the client has it, one with the key and what ends the stream."""

        def event(text):
            choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
            return f"data: {json.dumps(CHUNK | {'choices': [choice]})}\n\n"

        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(event("Hello. ").encode())
        SEEN.wait(60)
        ends = {
            "later-error": event(key) + 'data: {"error":{"message":"oops","type":"server_error"}}\n\n',
            "later-garbage": event(key) + "data: {not json\n\n",
            "later-close": event(key),
            "later-cut": event(key)[:-1],
        }
        self.wfile.write(ends[place].encode())

    def filled(self, text, place, key):
        if place == "ESCAPED":
            text = text.replace('"TEXT"', '"' + "".join(f"\\u{ord(one):04x}" for one in key) + '"')
        if place == "PLAIN":
            text = text.replace("TEXT", PLAIN)
        for name, usual in (USUAL | {"DEBUG": "none"}).items():
            text = text.replace(f'"{name}"', json.dumps(key if name == place else usual))
        return text

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def echo(house):
    """Providers that echo, one of each dialect: the keys by dialect."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    keys = {}
    house.set_price("echo-*", input="1", output="1")
    for dialect in ANSWERS:
        id = house.add_upstream(f"echo-{dialect}", dialect, f"http://127.0.0.1:{server.server_port}")
        keys[dialect] = house.secrets[id]
        house.ask_desk("model.add", glob=f"echo-{dialect}*", targets=[f"echo-{dialect}"])
    # keys that people made up
    made = {"short": "tok-abcQ" + "WE12398", "ones": "sk-" + "1" * 48, "letters": "sk-1234567890abcdefghijklmnopqrstuvwxyz"}
    for name, secret in made.items():
        house.add_upstream(name, "openai-chat", f"http://127.0.0.1:{server.server_port}", secret)
        house.set_price(f"{name}-*", input="1", output="1")
        house.ask_desk("model.add", glob=f"{name}-*", targets=[name])
    yield keys | made
    server.shutdown()
    server.server_close()


def is_told(text, key):
    """Does it hold eight characters of a key in a row, beyond the first eight?"""
    data = text if isinstance(text, bytes) else text.encode()
    return any(key[start : start + 8].encode() in data for start in range(8, len(key) - 7))


def ask(house, dialect, place, stream=False, client=None, key=""):
    """One call to a provider that echoes there, by a client of its dialect or another."""
    model, client = f"{key}echo-{dialect}.{place}", client or dialect
    sent = body(client, model, bound=64) | ({"stream": True} if stream else {})
    fields = headers(client, house.token) | {"content-type": "application/json"}
    url = house.url + path(client, model)
    if not stream:
        return house.http.post(url, content=json.dumps(sent), headers=fields)
    with house.http.stream("POST", url, content=json.dumps(sent), headers=fields) as answer:
        parts = []
        for part in answer.iter_bytes():
            parts.append(part)
            if b"Hello" in b"".join(parts):
                SEEN.set()
        answer._content = b"".join(parts)
        return answer


def check(house, answer, key):
    call = house.ask_desk("call.show", id=answer.headers["bursar-call"])
    for text in (answer.content, str(answer.headers), json.dumps(call), house.log.read_bytes()):
        assert not is_told(text, key)
    for name in ("ledger.db", "ledger.db-wal"):
        file = house.data / name
        assert not file.exists() or not is_told(file.read_bytes(), key)


@pytest.mark.parametrize("dialect", ANSWERS)
def test_in_a_whole_answer(house, dialect, echo):
    for place in ("ID", "TEXT", "DEBUG"):
        answer, key = ask(house, dialect, place), echo[dialect]
        check(house, answer, key)
        assert answer.status_code >= 500 and "own key" in answer.text, answer.text
        tries = house.ask_desk("call.show", id=answer.headers["bursar-call"])["attempts"]
        assert [(one["usage_source"], one["cost_nano_usd"]) for one in tries] == [("reported", 2_000)]
    assert "key echoed by its provider" in house.log.read_text()


@pytest.mark.parametrize("dialect", ANSWERS)
def test_in_a_field_that_the_ledger_keeps(house, dialect, echo):
    """A short part of the key doesn't keep the answer back, and isn't written."""
    for place in ("ID-end", "MODEL-end", "TIER-end"):
        answer, key = ask(house, dialect, place), echo[dialect]
        assert answer.status_code == 200, answer.text
        part = key[-10:]
        call = house.ask_desk("call.show", id=answer.headers["bursar-call"])
        assert part not in json.dumps(call) and part not in house.log.read_text()
        for name in ("ledger.db", "ledger.db-wal"):
            assert part.encode() not in (house.data / name).read_bytes()


def test_in_a_stream(house, echo):
    for place in ("ID", "TEXT", "stream-error"):
        answer, key = ask(house, "openai-chat", place, stream=True), echo["openai-chat"]
        check(house, answer, key)
        assert answer.status_code >= 500 or "[DONE]" not in answer.text


@pytest.mark.parametrize("end", ("error", "garbage", "close", "cut"))
@pytest.mark.parametrize("client", ("openai-chat", "openai-responses", "anthropic"))
def test_in_a_stream_that_fails_after_it(house, echo, client, end):
    SEEN.clear()
    answer = ask(house, "openai-chat", f"later-{end}", stream=True, client=client)
    check(house, answer, echo["openai-chat"])
    assert answer.status_code == 200 and "Hello" in answer.text and SEEN.is_set()
    assert "own key" in answer.text, answer.text


def test_in_escapes_that_another_dialect_makes_clear(house, echo):
    for client in ("anthropic", "openai-responses", "gemini"):
        answer = ask(house, "openai-chat", "ESCAPED", client=client)
        check(house, answer, echo["openai-chat"])
        assert answer.status_code >= 500 and "own key" in answer.text, answer.text


def test_a_short_key_is_noticed_whole(house, echo):
    for place in ("TEXT", "DEBUG", "error"):
        answer = ask(house, "openai-chat", place, key="short-")
        assert answer.status_code >= 400 and echo["short"] not in answer.text, answer.text


def test_what_anybody_may_write_is_no_part_of_a_key(house, echo):
    for name in ("ones", "letters"):
        assert PLAIN in ask(house, "openai-chat", "PLAIN", key=f"{name}-").text
        # and what is withheld closes no road: the provider answers
        for _ in range(7):
            answer = ask(house, "openai-chat", "TEXT", key=f"{name}-")
            assert "own key" in answer.text and echo[name] not in answer.text, answer.text


@pytest.mark.parametrize("dialect", ANSWERS)
def test_in_an_error(house, dialect, echo):
    answer, key = ask(house, dialect, "error"), echo[dialect]
    check(house, answer, key)
    assert answer.status_code == 400 and "refused the request" in answer.text


def test_an_answer_without_it_passes(house, echo):
    answer = ask(house, "openai-chat", "nowhere")
    assert answer.status_code == 200 and answer.json()["debug"] == "none"
