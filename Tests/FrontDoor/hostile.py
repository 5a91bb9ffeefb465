"""Providers that break the rules, one behaviour each."""

import contextlib
import socket
import struct
import threading
import time

OK = b"HTTP/1.1 200 OK\r\n"
JSON = OK + b"Content-Type: application/json\r\n"
EVENTS = OK + b"Content-Type: text/event-stream\r\n"
PIECE = b"x" * 65536


def flood(connection, start, piece=PIECE, bytes_max=256 << 20):
    """Sends for as long as somebody reads, within a bound."""
    connection.sendall(start)
    for _ in range(bytes_max // len(piece)):
        connection.sendall(piece)


def close_at_once(connection):
    pass


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def garbage(connection):
    connection.sendall(b"\x00\xff\x16\x03\x01 not HTTP at all\r\n\r\n" * 20)


def html(connection):
    body = b"<html><body>Welcome to the hotel</body></html>"
    connection.sendall(
        OK + b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )


def giant_header(connection):
    flood(connection, OK + b"X-Big: ")


def endless_headers(connection):
    flood(connection, OK, b"X-Small: 1\r\n" * 1000)


def endless_informational(connection):
    flood(connection, b"", b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" * 100, 64 << 20)


def endless_body(connection):
    flood(connection, JSON + b'Content-Length: 4000000000\r\n\r\n{"id":"')


def endless_chunks(connection):
    flood(connection, JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + PIECE + b"\r\n")


def endless_line(connection):
    flood(connection, EVENTS + b"\r\ndata: ")


def endless_comments(connection):
    """No content ever; bytes for ever."""
    flood(connection, EVENTS + b"\r\n", b": nothing\n" * 6000, 512 << 20)


def short_body(connection):
    connection.sendall(JSON + b'Content-Length: 500\r\n\r\n{"id":"cut')


def bad_chunks(connection):
    connection.sendall(JSON + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")


def no_json(connection):
    connection.sendall(JSON + b"Content-Length: 9\r\n\r\nnot JSON!")


def deep_json(connection):
    connection.sendall(JSON + b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000)


def empty_body(connection):
    connection.sendall(JSON + b"Content-Length: 0\r\n\r\n")


def no_content(connection):
    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def odd_status(connection):
    connection.sendall(b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n")


def compressed(connection):
    connection.sendall(
        JSON + b"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f\x8b\x08\x00abcdef"
    )


def redirect(connection):
    location = b"Location: http://169.254.169.254/latest/meta-data\r\n"
    connection.sendall(b"HTTP/1.1 302 Found\r\n" + location + b"Content-Length: 0\r\n\r\n")


def bad_events(connection):
    connection.sendall(EVENTS + b"\r\ndata: {not JSON\n\ndata\n\n\x00\xff\xfe\n\ndata: [[[[[\n\n")


def empty_stream(connection):
    connection.sendall(EVENTS + b"\r\n")


def silent(connection):
    """Takes the request and says nothing."""
    time.sleep(60)


def silent_after_head(connection):
    connection.sendall(EVENTS + b"\r\n")
    time.sleep(60)


def slow_head(connection):
    for byte in OK * 10:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


BEHAVIOURS = [
    close_at_once, reset, garbage, html, giant_header, endless_headers, endless_informational, endless_body,
    endless_chunks, endless_line, endless_comments, short_body, bad_chunks, no_json, deep_json, empty_body,
    no_content, odd_status, compressed, redirect, bad_events, empty_stream, silent, silent_after_head, slow_head,
]  # fmt: skip


class Provider:
    """A provider on loopback that reads each request, keeps it in `requests`, and then behaves."""

    def __init__(self, behaviour):
        self.behaviour = behaviour
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(30)
            self.requests.append(read_request(connection))
            self.behaviour(connection)


def read_request(connection):
    """Reads one request with a Content-Length to its end; returns its head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line[15:]):
                body += receive(connection)
    return head, body


def receive(connection):
    data = connection.recv(65536)
    if not data:
        raise OSError("closed inside a request")
    return data
