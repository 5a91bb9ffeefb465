"""Bodies that are no JSON, or of another shape: a native error that says what to mend, a ledger row."""

import json

import pytest

import raw

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
GOOD = {CHAT: raw.chat_body(), MESSAGES: raw.message_body()}


@pytest.fixture(autouse=True, scope="module")
def every_call_is_in_the_ledger(house):
    """Each refusal of a known token names a call, and the ledger knows it with that status."""
    SEEN.clear()
    yield
    for call, status in SEEN[:: max(1, len(SEEN) // 25)]:
        assert house.run("call", "show", call)["status"] == status


SEEN = []


def post(house, path, body):
    headers = {
        "authorization": f"Bearer {house.token}",
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
    }
    return house.http.post(house.url + path, content=body, headers=headers)


def refused(house, path, body, *words):
    """The body is refused as a bad request in the protocol's own way, and nothing was sent to the provider."""
    before = house.provider_count()
    reply = post(house, path, body)
    assert reply.status_code == 400, (reply.status_code, reply.text[:500])
    check_error(reply, path, *words)
    assert house.provider_count() == before
    assert post(house, path, GOOD[path]).status_code == 200


def check_error(reply, path, *words):
    assert raw.is_native_error(reply.json(), path), reply.text
    message = reply.json()["error"]["message"]
    assert len(message) > 12
    for word in words:
        assert word in message, message
    SEEN.append((reply.headers["bursar-call"], reply.status_code))


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"null",
        b"true",
        b"7",
        b'"text"',
        b"[]",
        b"{",
        b"}",
        b"{}x",
        b"{'model': 'gpt-4o-mini'}",
        b'{"model": gpt}',
        b"model=gpt-4o-mini",
        b"\xef\xbb\xbf",
        b"\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100 + b"]" * 100,
    ],
    ids=range(18),
)
def test_no_json_object(house, path, body):
    refused(house, path, body)


SPLICES = {
    "duplicate key": b'"model":"x",',
    "duplicate key spelt otherwise": b'"mod\\u0065l":"x",',
    "duplicate key inside": b'"metadata":{"a":1,"a":2},',
    "bad UTF-8": b'"user":"\xff",',
    "overlong UTF-8": b'"user":"\xc0\xaf",',
    "UTF-8 surrogate": b'"user":"\xed\xa0\x80",',
    "cut UTF-8": b'"user":"\xe2\x82",',
    "control character": b'"user":"a\nb",',
    "bad escape": b'"user":"\\x41",',
    "cut escape": b'"user":"\\u12",',
    "NaN": b'"temperature":NaN,',
    "Infinity": b'"temperature":-Infinity,',
    "leading zero": b'"temperature":01,',
    "plus sign": b'"temperature":+1,',
    "bare point": b'"temperature":.5,',
    "hexadecimal": b'"seed":0x10,',
    "long number": b'"seed":' + b"9" * 1025 + b",",
    "trailing comma": b'"stop":["a",],',
    "comment": b"/* hi */",
    "deep": b'"metadata":' + b'{"a":' * 70 + b"1" + b"}" * 70 + b",",
    "wide": b'"logit_bias":[' + b"0," * 250_000 + b"0],",
}


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("kind", SPLICES)
def test_json_with_a_fault(house, path, kind):
    """T14: malformed JSON is the caller's error."""
    body = GOOD[path].replace(b"{", b"{" + SPLICES[kind], 1)
    refused(house, path, body)


WRONG = [None, True, 7, -1, 0.5, 10**30, "", "text", [], [1], [[]], {}, {"a": 1}]

# What the gateway itself reads; all else is the provider's to judge.
READ_BY_US = {
    CHAT: {
        "model": [w for w in WRONG if w != "text"],
        "messages": [w for w in WRONG if not isinstance(w, list)],
        "stream": [w for w in WRONG if w is not True and w is not None],
        "max_tokens": [w for w in WRONG if w not in (None, 7)],
        "max_completion_tokens": [w for w in WRONG if w not in (None, 7)],
    },
    MESSAGES: {
        "model": [w for w in WRONG if w != "text"],
        "messages": [w for w in WRONG if not isinstance(w, list)],
        "stream": [w for w in WRONG if w is not True and w is not None],
        "max_tokens": [w for w in WRONG if w != 7],
    },
}
# True equals 1 in Python, not in JSON.
READ_BY_US[CHAT]["max_tokens"].append(True)


TABLE = [
    pytest.param(path, name, value, id=f"{path}-{name}-{json.dumps(value)}")
    for path, fields in READ_BY_US.items()
    for name, values in fields.items()
    for value in values
]


@pytest.mark.parametrize("path, name, value", TABLE)
def test_wrong_type_of_a_field_we_read(house, path, name, value):
    body = json.dumps(json.loads(GOOD[path]) | {name: value}).encode()
    refused(house, path, body, name)


@pytest.mark.parametrize("path, name", [(p, n) for p in GOOD for n in ("model", "messages")])
def test_missing_field(house, path, name):
    body = json.loads(GOOD[path])
    del body[name]
    refused(house, path, json.dumps(body).encode(), name)


OTHER_FIELDS = {
    CHAT: """stream_options temperature top_p n stop seed tools tool_choice parallel_tool_calls
        response_format logit_bias logprobs user metadata store service_tier modalities audio
        reasoning_effort prediction functions web_search_options""",
    MESSAGES: """system stop_sequences temperature top_k top_p tools tool_choice thinking metadata
        service_tier container output_config cache_control mcp_servers""",
}


@pytest.mark.parametrize(
    "path, name", [(p, n) for p, names in OTHER_FIELDS.items() for n in names.split()]
)
def test_wrong_type_of_any_other_field(house, path, name):
    """Ours or the provider's refusal, or an answer; never a failure of the server."""
    for value in WRONG:
        reply = post(house, path, json.dumps(json.loads(GOOD[path]) | {name: value}).encode())
        assert reply.status_code in (200, 400, 422), (value, reply.text[:500])
        if reply.status_code != 200:
            check_error(reply, path)


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_wrong_types_inside_messages(house, path):
    for message in [*WRONG, {"role": 7}, {"role": "user"}, {"role": "user", "content": 7}]:
        reply = post(
            house, path, json.dumps(json.loads(GOOD[path]) | {"messages": [message]}).encode()
        )
        assert reply.status_code in (200, 400, 422), (message, reply.text[:500])


def test_model_names_of_all_kinds(house):
    """Unknown is 404, and what the client wrote comes back harmless."""
    names = [
        "nobody",
        "x" * 10_000,
        "a\r\nb",
        "\x1b[31mred",
        "../..",
        "%2e",
        "\u2028",
        "'; DROP TABLE call;--",
        "*",
        "?",
    ]
    for path, good in GOOD.items():
        for name in names:
            reply = post(house, path, json.dumps(json.loads(good) | {"model": name}).encode())
            assert reply.status_code in (400, 404), (name, reply.text[:500])
            check_error(reply, path)
    lines = house.log.read_text().split("\n")
    assert all(json.loads(line) for line in lines if line), "a line of the log is no JSON"
    assert "\x1b" not in house.log.read_text()


def test_client_chooses_no_host(house):
    """T15: Fields that redirect other gateways are plain unknown fields here."""
    with raw.socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(1)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/v1"
        names = [
            "api_base",
            "base_url",
            "url",
            "user_config",
            "custom_llm_provider",
            "endpoint",
            "proxy",
        ]
        body = json.loads(GOOD[CHAT]) | {name: url for name in names}
        headers = {
            "authorization": f"Bearer {house.token}",
            "x-upstream-host": url,
            "x-forwarded-host": url,
        }
        reply = house.http.post(house.url + CHAT, json=body, headers=headers)
        assert reply.status_code == 200
        with pytest.raises(TimeoutError):
            canary.accept()
