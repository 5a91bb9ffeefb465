"""Requests as bytes, for what no well-behaved HTTP client would send."""

import json
import socket
from dataclasses import dataclass, field

CRLF = b"\r\n"


@dataclass
class Reply:
    """One answer as it came; `rest` are the bytes after it."""

    status: int
    headers: dict
    body: bytes
    rest: bytes = b""

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Exchange:
    """What came back on one connection, and whether the server closed it."""

    data: bytes
    closed: bool
    replies: list = field(default_factory=list)

    @property
    def status(self):
        """The first answer's status; 0 when the server closed without a word."""
        return self.replies[0].status if self.replies else 0


def connect(port, seconds=60):
    connection = socket.create_connection(("127.0.0.1", port), timeout=seconds)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def send(connection, data):
    """Sends what the server still takes; a server may close before it has read everything."""
    try:
        connection.sendall(data)
        return True
    except OSError:
        return False


def receive(connection):
    """Reads until the server closes or the connection's time-out passes in silence."""
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
        return data, True
    except ConnectionError:
        return data, True
    except TimeoutError:
        return data, False


def exchange(port, data, seconds=3):
    """Sends bytes on a new connection and gathers all answers."""
    with connect(port, seconds) as connection:
        send(connection, data)
        received, closed = receive(connection)
    replies = []
    rest = received
    while rest and (reply := parse(rest)):
        replies.append(reply)
        rest = reply.rest
    return Exchange(received, closed, replies)


def parse(data):
    """The first answer in some bytes; None when they hold no whole head."""
    head, found, rest = data.partition(CRLF + CRLF)
    if not found:
        return None
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    status = int(lines[0].split(" ")[1])
    if status < 200:
        return Reply(status, headers, b"", rest)
    if "content-length" in headers:
        length = int(headers["content-length"])
        return Reply(status, headers, rest[:length], rest[length:])
    if headers.get("transfer-encoding") == "chunked":
        body, rest = unchunk(rest)
        return Reply(status, headers, body, rest)
    return Reply(status, headers, rest)


def unchunk(data):
    body = b""
    while True:
        line, found, rest = data.partition(CRLF)
        if not found:
            return body, b""
        size = int(line.split(b";")[0] or b"0", 16)
        if size == 0:
            return body, rest.partition(CRLF)[2]
        body += rest[:size]
        data = rest[size + 2 :]


def request(path, headers, body=b"", method="POST"):
    """An honest request; `headers` are pairs, Host and Content-Length are added."""
    lines = [f"{method} {path} HTTP/1.1".encode("latin-1"), b"Host: 127.0.0.1"]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in headers]
    if body or method == "POST":
        lines.append(b"Content-Length: %d" % len(body))
    return CRLF.join(lines) + CRLF + CRLF + body


def chat_body(model="gpt-4o-mini", **fields):
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}]} | fields
    return json.dumps(body).encode()


def message_body(model="claude-sonnet-4", **fields):
    return json.dumps(json.loads(chat_body(model)) | {"max_tokens": 64} | fields).encode()


def bearer(token):
    return ("Authorization", f"Bearer {token}")


def is_native_error(body, path):
    """Whether a document is the error of the protocol that the path belongs to, with something to read."""
    if path.startswith("/v1/messages"):
        error = body.get("error", {})
        return (
            body.get("type") == "error" and bool(error.get("type")) and bool(error.get("message"))
        )
    error = body.get("error", {})
    return set(error) == {"message", "type", "param", "code"} and bool(error["message"])
