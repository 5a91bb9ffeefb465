"""Requests sent ahead: answered in order, one at a time, however many there are."""

import json
import socket

BODY = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hello"}]})


def call(house, body=BODY):
    return (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {house.token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def exchange(house, data, enough, seconds=60):
    """Sends everything at once and reads until `enough(bytes)`."""
    seen = b""
    with socket.create_connection(("127.0.0.1", house.port), timeout=seconds) as connection:
        connection.sendall(data)
        while not enough(seen):
            more = connection.recv(1 << 16)
            if not more:
                break
            seen += more
    return seen


def test_many_small_requests_behind_a_call(house):
    """Once each of them nested in the last one, until the stack was full."""
    count = 3000
    data = call(house) + b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" * count
    seen = exchange(house, data, lambda bytes: bytes.count(b"HTTP/1.1 404") == count)
    assert seen.startswith(b"HTTP/1.1 200")
    assert seen.count(b"HTTP/1.1 404") == count
    assert house.chat().status_code == 200


def test_calls_behind_calls(house):
    data = call(house) * 20
    seen = exchange(house, data, lambda bytes: bytes.count(b'"finish_reason"') == 20)
    assert seen.count(b"HTTP/1.1 200") == 20


def test_a_token_revoked_while_the_body_is_on_its_way(house):
    """The head came with a good token; what counts is whether it is good when the call begins."""
    issued = house.issue_token("shop", "--name", "brief")
    head, body = call(house).replace(house.token.encode(), issued["token"].encode()).split(
        b"\r\n\r\n", 1
    )
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as connection:
        connection.sendall(head + b"\r\n\r\n" + body[:10])
        house.run("token", "revoke", issued["id"])
        before = house.provider_count()
        connection.sendall(body[10:])
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 401")
    assert house.provider_count() == before
