"""Garbage on the wire, odd paths, credentials that disagree, requests that are too big, slow or idle."""

import base64
import contextlib
import gzip
import json
import random
import socket
import threading

import pytest

import raw
from house import wait_until

CALL = "/v1/chat/completions"


@pytest.fixture(autouse=True)
def next_client_is_served(house):
    yield
    assert house.chat().status_code == 200
    assert house.message().status_code == 200


def refused(house, data, *statuses, seconds=10):
    seen = raw.exchange(house.port, data, seconds)
    assert seen.status in statuses, seen.data[:2000]
    return seen


def closing(headers):
    return [*headers, ("Connection", "close")]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100,
        b"\xff" * 100,
        b"\r\n" * 1000,
        b"GET",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html></html>\r\n\r\n",
        b'{"model":"gpt-4o-mini"}\r\n\r\n',
        b"GET / HTTP/0.9\r\n\r\n",
        b"A" * 100_000,
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        random.Random(7).randbytes(10_000),
    ],
)
def test_garbage(house, data):
    """AC-38."""
    with raw.connect(house.port, 5) as connection:
        raw.send(connection, data)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        received, closed = raw.receive(connection)
    assert closed
    reply = raw.parse(received)
    assert reply is None or 400 <= reply.status < 500 or reply.status in (501, 505), received[:500]


PATHS = [
    "//v1/chat/completions",
    "/v1//chat/completions",
    "/v1/./chat/completions",
    "/v1/../v1/chat/completions",
    "/../v1/chat/completions",
    "/v1/x/../chat/completions",
    "/v1/%2e%2e/v1/chat/completions",
    "/v1/%2e/chat/completions",
    "/v1/%2E%2E/v1/chat/completions",
    "/v1/chat%2fcompletions",
    "/v1%2Fchat%2Fcompletions",
    "/v1/chat%252fcompletions",
    "/%76%31/chat/completions",
    "/v1/chat/completions%00",
    "/v1/chat/completions%20",
    "/v1/chat/completions%0d%0aX:y",
    "/v1/chat/completions\x00",
    "/v1/chat/completions/",
    "/v1/chat/completions;x=y",
    "/v1/chat/completions/..;/",
    "/v1\\chat\\completions",
    "/v1/chat/completions/../../../admin/keys",
    "/V1/CHAT/COMPLETIONS",
    "/v1/chat/completions#fragment",
    "/openai/../v1/chat/completions",
    "/openai//v1/chat/completions",
    "/openai/openai/v1/chat/completions",
    "/admin",
    "/admin/keys",
    "/.env",
    "/",
    "*",
    "v1/chat/completions",
]


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks(house, path):
    """One route or none: nothing is normalised on the way to it, nothing reaches the provider."""
    before = house.provider_count()
    headers = closing([raw.bearer(house.token)])
    refused(house, raw.request(path, headers, raw.chat_body()), 400, 404, 405)
    assert house.provider_count() == before


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example", "169.254.169.254", "user@127.0.0.1"])
@pytest.mark.parametrize("scheme", ["http", "https", "gopher", "file"])
def test_absolute_target(house, scheme, host):
    target = f"{scheme}://{host}:{house.port}{CALL}"
    refused(house, raw.request(target, closing([raw.bearer(house.token)]), raw.chat_body()), 400)


@pytest.mark.parametrize("host", ["a/b", "x/#@y", "evil.example", "127.0.0.1:1/admin", "[::1"])
def test_host_header_chooses_nothing(house, host):
    """AC-41."""
    data = raw.request(CALL, closing([raw.bearer(house.token)]), raw.chat_body())
    refused(house, data.replace(b"Host: 127.0.0.1", b"Host: " + host.encode()), 200, 400)


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "BREW"]
)
def test_methods(house, method):
    """T26: a page of another origin is given no leave."""
    headers = closing([raw.bearer(house.token), ("Origin", "http://evil.example")])
    seen = refused(house, raw.request(CALL, headers, method=method), 400, 404, 405, 501)
    assert b"access-control-allow" not in seen.data.lower()


@pytest.mark.parametrize("path", [CALL, "/v1/messages"])
class TestCredentials:
    def call(self, house, path, *headers):
        body = raw.chat_body() if path == CALL else raw.message_body()
        headers = closing([*headers, ("anthropic-version", "2023-06-01")])
        return raw.exchange(house.port, raw.request(path, headers, body), 20).replies[0]

    def test_agreeing_ones_pass(self, house, path):
        key = ("x-api-key", house.token)
        assert self.call(house, path, raw.bearer(house.token), key).status == 200

    def test_disagreeing_ones_are_refused(self, house, path):
        other = house.issue_token("shop")["token"]
        pairs = [
            (raw.bearer(house.token), raw.bearer(other)),
            (raw.bearer(house.token), ("x-api-key", other)),
            (("x-api-key", house.token), ("x-api-key", other)),
            (("x-api-key", "nonsense"), raw.bearer(house.token)),
        ]
        for pair in pairs:
            for headers in (pair, pair[::-1]):
                reply = self.call(house, path, *headers)
                assert reply.status == 400, headers
                assert raw.is_native_error(reply.json, path)

    def test_bad_ones_are_refused(self, house, path):
        token = house.token
        basic = base64.b64encode(f"user:{token}".encode()).decode()
        values = [
            "", "Bearer", "Bearer ", f"Basic {basic}", token[:-1], f"Bearer {token[:-1]}", f"Bearer {token}x",
            f"Bearer {token} {token}", f"Bearer {token},{token}", f"Bearer {token.upper()}", "Bearer " + "x" * 4000,
            "Bearer \u00fc\u00fc\u00fc",
        ]  # fmt: skip
        for value in values:
            reply = self.call(house, path, ("Authorization", value))
            assert reply.status in (400, 401), value
            assert raw.is_native_error(reply.json, path)
            assert token not in reply.body.decode()
        assert self.call(house, path).status == 401


class TestLimits:
    def call(self, house, headers, body=None, seconds=30):
        headers = closing([raw.bearer(house.token), *headers])
        return raw.exchange(
            house.port, raw.request(CALL, headers, body or raw.chat_body()), seconds
        )

    def test_header_count(self, house):
        """T10: too many and too large headers are refused."""
        # Host, Authorization, Connection and Content-Length are four of the hundred.
        assert self.call(house, [(f"x-{i}", "1") for i in range(96)]).status == 200
        assert self.call(house, [(f"x-{i}", "1") for i in range(97)]).status == 431
        assert self.call(house, [(f"x-{i}", "1") for i in range(5_000)]).status == 431

    def test_header_bytes(self, house):
        assert self.call(house, [(f"x-{i}", "v" * 1000) for i in range(30)]).status == 200
        assert self.call(house, [(f"x-{i}", "v" * 1000) for i in range(34)]).status == 431
        assert self.call(house, [("x-big", "v" * 1_000_000)]).status == 431

    def test_endless_head(self, house):
        before = house.resident_bytes()
        with raw.connect(house.port) as connection:
            raw.send(connection, b"POST / HTTP/1.1\r\nHost: a\r\n")
            while raw.send(connection, b"x: y\r\n" * 10_000):
                pass
        assert house.resident_bytes() - before < 64 << 20

    def test_announced_body(self, house):
        head = raw.request(CALL, closing([raw.bearer(house.token)])).replace(
            b"Length: 0", b"Length: 33554433"
        )
        reply = raw.exchange(house.port, head, 30).replies[0]
        assert reply.status == 413
        assert raw.is_native_error(reply.json, CALL)

    def test_largest_body(self, house):
        """T11: 32 MiB pass, one byte more doesn't."""
        empty = len(raw.chat_body(user=""))
        largest = raw.chat_body(user="x" * ((32 << 20) - empty))
        assert self.call(house, [], largest, 120).status == 200
        reply = self.call(house, [], largest + b" ", 120).replies[0]
        assert reply.status == 413
        assert raw.is_native_error(reply.json, CALL)

    def test_streamed_bodies_stay_out_of_memory(self, house):
        before = house.resident_bytes()
        replies = []

        def pour():
            headers = [raw.bearer(house.token), ("Transfer-Encoding", "chunked")]
            head = raw.request(CALL, headers, method="PUT").replace(b"PUT", b"POST", 1)
            chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
            with raw.connect(house.port) as connection:
                raw.send(connection, head)
                for _ in range(40):
                    if not raw.send(connection, chunk):
                        break
                replies.append(raw.parse(raw.receive(connection)[0]))

        threads = [threading.Thread(target=pour) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(replies) == 8
        # A reset may overtake the answer on its way.
        assert all(reply is None or reply.status == 413 for reply in replies)
        assert house.resident_bytes() - before < 512 << 20

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, identity", "x"])
    def test_content_encoding(self, house, coding):
        """T12: nothing is unpacked."""
        bomb = gzip.compress(bytes(10 << 20))
        reply = self.call(house, [("Content-Encoding", coding)], bomb).replies[0]
        assert reply.status == 415
        assert raw.is_native_error(reply.json, CALL)

    def test_identity_encoding(self, house):
        assert self.call(house, [("Content-Encoding", "identity")]).status == 200

    def test_expect_continue(self, house):
        seen = self.call(house, [("Expect", "100-continue")])
        assert [reply.status for reply in seen.replies][-1] == 200


def test_slow_clients_are_shown_the_door(house):
    """T13: Heads and bodies that never come to an end, all waiting at once; the server closes each."""
    call = raw.request(CALL, [raw.bearer(house.token)], raw.chat_body())
    starts = {
        "nothing of a head": b"P",
        "half a head": call[:60],
        "head without its end": call.partition(b"\r\n\r\n")[0] + b"\r\n",
        "no body": call.partition(b"\r\n\r\n")[0] + b"\r\n\r\n",
        "half a body": call[:-20],
    }
    connections = {name: raw.connect(house.port, 90) for name in starts}
    try:
        for name, data in starts.items():
            raw.send(connections[name], data)
        assert house.chat().status_code == 200
        for name, connection in connections.items():
            received, closed = raw.receive(connection)
            assert closed, name
            reply = raw.parse(received)
            assert reply is None or reply.status in (400, 408), (name, received)
    finally:
        for connection in connections.values():
            connection.close()


def test_idle_connections(house):
    before = house.client_connections()  # those that tests before left open, some of which may go meanwhile
    idle = [raw.connect(house.port) for _ in range(500)]
    try:
        assert house.chat().status_code == 200
        assert house.message().status_code == 200
    finally:
        for connection in idle:
            connection.close()
    wait_until(lambda: house.client_connections() <= before + 1, 60, "the sockets to be closed")


@pytest.mark.parametrize("path", ["/healthz", "/v1/models", "/nothing"])
def test_head_has_no_body(house, path):
    """Its bytes would be read as the next answer."""
    get = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    data = raw.exchange(house.port, f"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() + get).data
    head, rest = data.split(b"\r\n\r\n", 1)
    assert b"content-length: " in head
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n") and rest.endswith(b"\r\n\r\nok\n")


def test_offer_of_another_protocol(house):
    """It isn't taken up, and the client must not wait for a second answer on a connection that isn't read any more."""
    body = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hello"}]})
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {house.token}\r\n"
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    )
    got = raw.exchange(house.port, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    assert got.status == 200 and got.closed
    assert got.replies[0].headers["connection"] == "close"
    got = raw.exchange(house.port, b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert got.status == 400 and got.closed


def test_http_1_0(house):
    """It knows neither chunks nor 100."""
    body = json.dumps(
        {"model": "gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "hello"}]}
    )
    head = f"POST /v1/chat/completions HTTP/1.0\r\nAuthorization: Bearer {house.token}\r\n"
    plain = f"{head}Connection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    got = raw.exchange(house.port, (plain + body).encode())
    assert got.status == 200 and got.closed and b"chunked" not in got.data
    assert got.data.endswith(b"data: [DONE]\n\n")
    chunks = f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n{body}\r\n0\r\n\r\n"
    assert raw.exchange(house.port, chunks.encode()).status == 400
