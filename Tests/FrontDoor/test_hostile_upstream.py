"""A provider that is down, broken or hostile: the client gets its protocol's error, the ledger a row."""

import pytest

import raw
from hostile import BEHAVIOURS, Provider
from house import House, free_port

PATHS = {"openai-chat": "/v1/chat/completions", "anthropic": "/v1/messages"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Impatient, so that silence ends within seconds."""
    deadlines = {"deadlines_first_byte": "3s", "deadlines_idle": "3s", "deadlines_total": "20s"}
    house = House(tmp_path_factory.mktemp("hostile"), **deadlines)
    try:
        yield house.start()
    finally:
        house.stop()


@pytest.fixture(autouse=True)
def next_client_is_served(house):
    yield
    assert house.chat().status_code == 200
    assert house.message().status_code == 200


def call(house, dialect, url, stream):
    ask = house.chat if dialect == "openai-chat" else house.message
    return ask(house.apart(dialect, url), stream=stream)


def check_error(house, dialect, reply, *statuses):
    """An error status with the protocol's envelope, or a stream that ends with the protocol's error."""
    if reply.status_code == 200:
        check_broken_stream(dialect, reply.text)
    else:
        unavailable = 503 if dialect == "openai-chat" else 529
        assert reply.status_code in (statuses or (502, unavailable)), reply.text[:500]
        assert raw.is_native_error(reply.json(), PATHS[dialect]), reply.text[:500]
    show = house.run("call", "show", reply.headers["bursar-call"])
    assert show["outcome"] == "failed"
    assert [attempt["outcome"] for attempt in show["attempts"]][-1] in ("failed", "broken")


def check_broken_stream(dialect, text):
    events = [event for event in text.split("\n\n") if event.strip()]
    assert "[DONE]" not in text and "message_stop" not in text
    if dialect == "openai-chat":
        assert events[-1].startswith('data: {"error":'), text[-500:]
    else:
        assert "event: error\n" in events[-1], text[-500:]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", PATHS)
class TestUpstream:
    def test_down(self, house, dialect, stream):
        url = f"http://127.0.0.1:{free_port()}"
        reply = call(house, dialect, url, stream)
        check_error(house, dialect, reply, 503 if dialect == "openai-chat" else 529)

    @pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda b: b.__name__)
    def test_hostile(self, house, dialect, stream, behaviour):
        before = house.resident_bytes()
        with Provider(behaviour) as provider:
            check_error(house, dialect, call(house, dialect, provider.url, stream))
        assert house.resident_bytes() - before < 128 << 20


@pytest.mark.parametrize("path", PATHS.values())
def test_headers_of_the_provider_stay_outside(house, path):
    """T21: Only harmless fields come through, and none of ours can be forged."""

    def answer(connection):
        lines = [
            b"Set-Cookie: a=b",
            b"bursar-call: forged",
            b"X-Secret: s",
            b"Server: evil",
            b"bursar-cost-usd: 0",
        ]
        body = b'{"id":"x","object":"chat.completion","model":"m","type":"message","role":"assistant","content":[],'
        body += b'"stop_reason":"end_turn","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},'
        body += b'"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,'
        body += b'"input_tokens":1,"output_tokens":1}}'
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(
            body
        )
        connection.sendall(head + b"\r\n".join(lines) + b"\r\n\r\n" + body)

    dialect = next(name for name, value in PATHS.items() if value == path)
    with Provider(answer) as provider:
        reply = call(house, dialect, provider.url, False)
    assert reply.status_code == 200, reply.text
    assert reply.headers["bursar-call"] != "forged"
    assert float(reply.headers["bursar-cost-usd"]) > 0
    assert "set-cookie" not in reply.headers and "x-secret" not in reply.headers
    assert reply.headers.get("server") != "evil"


def test_what_the_provider_sees(house):
    """The upstream's own key, and nothing that belongs to the client or to us."""
    odd = {
        "cookie": "a=b",
        "x-forwarded-for": "1.2.3.4",
        "proxy-authorization": "Basic x",
        "te": "trailers",
    }

    def refuse(connection):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with Provider(refuse) as provider:
        stem = house.apart("openai-chat", provider.url, secret="sk-the-upstream-key")
        body = {"model": stem, "messages": [{"role": "user", "content": "hi"}]}
        headers = {"authorization": f"Bearer {house.token}", **odd}
        house.http.post(house.url + "/v1/chat/completions", json=body, headers=headers)
    head = provider.requests[0][0].decode("latin-1").lower()
    assert "authorization: bearer sk-the-upstream-key" in head
    assert "bur_" not in head and house.token.lower() not in head
    assert not [name for name in odd if f"\n{name}:" in head], head
