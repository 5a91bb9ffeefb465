"""Two hundred secrets are used in calls and failures; none is found in what stays or is shown."""

import base64
import urllib.parse

import pytest

from hostile import Provider
from house import new_secret

KEYS, TOKENS = 100, 100


@pytest.fixture
def house(new_house):
    return new_house(log_level="debug")


def test_no_secret_is_found(house):
    """AC-29, AC-33, AC-34."""
    shown = []  # every byte that the gateway or a command gave out
    tokens = make_tokens(house)
    models = make_keys(house)
    call_with(house, tokens, models, shown)
    fail_with(house, tokens, models, shown)
    show_everything(house, tokens, shown)
    root_key = next((house.directory / "config").rglob("*.key")).read_bytes()
    assert house.stop_gateway() == 0

    places = {path: path.read_bytes() for path in house.data.rglob("*") if path.is_file()}
    places |= {house.log: house.log.read_bytes(), "answers": b"\n".join(shown)}
    assert len(places[house.log]) > 10_000, "the debug log says too little to be a test"
    hunted = [tail(secret) for secret in [*house.secrets.values(), *tokens]]
    assert len(hunted) >= KEYS + TOKENS
    found = [
        (str(place), form)
        for secret in hunted
        for form, spelling in spellings(secret.encode()).items()
        for place, data in places.items()
        if spelling in data
    ]
    found += [
        (str(place), "root key as " + form)
        for form, spelling in spellings(root_key.strip()).items()
        for place, data in places.items()
        if spelling in data
    ]
    assert found == []
    # The search finds what is public, so it would have found what isn't.
    ids = [token.split("_")[1].encode() for token in tokens]
    assert all(any(i in data for data in places.values()) for i in ids)


def tail(secret):
    """The secret part: what follows a token's public id or a key's public prefix."""
    return (
        secret.rpartition("_")[2] if secret.startswith("bur_") else secret.removeprefix("sk-test-")
    )


def spellings(secret):
    """The forms a secret may hide in; base64 at each of its three alignments, less the neighbours' bits."""
    forms = {
        "raw": secret,
        "reversed": secret[::-1],
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "URL": urllib.parse.quote(secret, safe="").encode(),
        "percent": "".join(f"%{byte:02x}" for byte in secret).encode(),
        "PERCENT": "".join(f"%{byte:02X}" for byte in secret).encode(),
        "UTF-16": secret.decode("latin-1").encode("utf-16-le"),
    }
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + secret)[4:-4]
        forms[f"base64 at {shift}"] = text
        forms[f"base64url at {shift}"] = text.replace(b"+", b"-").replace(b"/", b"_")
    return forms


def make_tokens(house):
    return [house.token, *(house.issue_token("shop")["token"] for _ in range(TOKENS))]


def make_keys(house):
    """Keys in pools of the two sandbox upstreams, and some that the sandbox refuses."""
    for number in range(KEYS // 2):
        house.add_key("open", None, "--name", f"k{number}")
        house.add_key("anth", None, "--name", f"k{number}")
    return [
        house.apart(d, secret=new_secret() + "-bad")
        for d in ("openai-chat", "anthropic")
        for _ in range(3)
    ]


def call_with(house, tokens, models, shown):
    for token in tokens:
        for ask in (house.chat, house.message):
            for stream in (False, True):
                reply = ask(token=token, stream=stream)
                assert reply.status_code == 200
                shown.append(reply.content + str(reply.headers).encode())


def fail_with(house, tokens, models, shown):
    """Secrets where they don't belong, providers that echo them, calls that fail in every way."""

    def keep(reply):
        shown.append(reply.content + str(reply.headers).encode())
        return reply

    for model in models:
        ask = house.chat if model.startswith("gpt") else house.message
        assert keep(ask(model)).status_code == 502
    faults = [
        "400",
        "401",
        "403",
        "404",
        "429",
        "500",
        "html",
        "cut",
        "reset",
        "giant-line+size=100000",
        "error-in-stream",
    ]
    for dialect in ("openai-chat", "anthropic"):
        ask = house.chat if dialect == "openai-chat" else house.message
        for fault in faults:
            for stream in (False, True):
                keep(ask(f"{house.apart(dialect)}+fault={fault}", stream=stream))
        for status in (200, 400, 401, 429, 500):
            with Echo(status) as provider:
                secret = new_secret()
                model = house.apart(dialect, provider.url, secret)
                keep(ask(model))
                assert secret.encode() in provider.requests[0][0]
    url = house.url + "/v1/chat/completions"
    body = {"model": "gpt-4o-mini", "messages": []}
    for token in tokens[:20]:
        basic = base64.b64encode(f"u:{token}".encode()).decode()
        misplaced = [
            {"headers": {"authorization": f"Basic {basic}"}},
            {"headers": {"authorization": f"Bearer {token}x"}},
            {"headers": {"authorization": f"Bearer {token}", "x-api-key": token[:-1]}},
            {"headers": {"user-agent": token, "x-request-id": token, "referer": token}},
            {"params": {"key": token}},
            {"params": {"token": token}, "headers": {"authorization": f"Bearer {token}"}},
            {"headers": {"authorization": f"Bearer {token}", "x-big": token + "x" * 40_000}},
        ]
        for request in misplaced:
            keep(house.http.post(url, json=body, **request))
        keep(house.http.get(house.url + "/nowhere", params={"key": token}))


class Echo(Provider):
    """A provider that answers with what it was sent, credentials included, in body and headers."""

    def __init__(self, status):
        super().__init__(self.reflect)
        self.status = status

    def reflect(self, connection):
        head = self.requests[-1][0]
        text = head.replace(b"\r\n", b" ").replace(b'"', b"'")
        body = (
            b'{"error":{"message":"Incorrect API key: %b","type":"x","param":null,"code":null}}'
            % text
        )
        start = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n" % self.status
        connection.sendall(
            start + b"x-echo: %b\r\nContent-Length: %d\r\n\r\n%b" % (text, len(body), body)
        )


def show_everything(house, tokens, shown):
    """What commands print about keys, tokens and calls."""
    for words in (
        "key list",
        "upstream list",
        "token list",
        "client list",
        "call list",
        "usage",
        "doctor",
    ):
        shown.append(str(house.run(*words.split(), check=False)).encode())
    for key in list(house.secrets)[:10]:
        shown.append(str(house.run("key", "show", key)).encode())
    for token in tokens[:10]:
        shown.append(str(house.run("token", "show", token.split("_")[1])).encode())
