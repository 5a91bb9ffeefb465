"""Requests whose end can be read in two ways: refused, closed, and what stands behind never runs."""

from concurrent.futures import ThreadPoolExecutor

import raw

CALL = "/v1/chat/completions"
MARKER = "gpt-smuggled-marker"

# The first ones are honest alone and a second framing beside a length.
PLAIN_ENCODINGS = 4
ENCODINGS = [
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding:\tchunked",
    b"Transfer-Encoding: CHUNKED",
    b"transfer-encoding: chunked ",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity, chunked",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: chunked;q=1",
    b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding: \x0bchunked",
    b"Transfer-Encoding: chunked\x00",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding\t: chunked",
    b"Transfer-Encoding\x0b: chunked",
    b"Transfer\x00-Encoding: chunked",
    b" Transfer-Encoding: chunked",
    b"X: y\r\n Transfer-Encoding: chunked",
    b"X: y\nTransfer-Encoding: chunked",
    b"X: y\rTransfer-Encoding: chunked",
    b"Transfer-Encoding:\r\n chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding:",
]

# {n} is the right length, {m} another one.
LENGTHS = [
    b"Content-Length: {n}\r\nContent-Length: {m}",
    b"Content-Length: {m}\r\nContent-Length: {n}",
    b"Content-Length: {n}, {m}",
    b"Content-Length: {n} {m}",
    b"Content-Length: +{n}",
    b"Content-Length: -{n}",
    b"Content-Length: 0x{n}",
    b"Content-Length: {n}.0",
    b"Content-Length: {n}e0",
    b"Content-Length: {n};",
    b"Content-Length: '{n}'",
    b"Content-Length:",
    b"Content-Length: none",
    b"Content-Length : {n}",
    b"Content-Length\t: {n}",
    b" Content-Length: {n}",
    b"X: y\r\n Content-Length: {n}",
    b"X: y\nContent-Length: {n}",
    b"Content-Length: {n}\x00",
    b"Content-Length: \xd9\xa5",
    b"Content-Length: 18446744073709551616",
    b"Content-Length: 18446744073709551715",
    b"Content-Length: 99999999999999999999999999",
]

# Bodies sent as chunks; %b is an honest body's bytes.
CHUNKS = [
    b"+%x\r\n%b\r\n0\r\n\r\n",
    b"-%x\r\n%b\r\n0\r\n\r\n",
    b"0x%x\r\n%b\r\n0\r\n\r\n",
    b" %x\r\n%b\r\n0\r\n\r\n",
    b"%xg\r\n%b\r\n0\r\n\r\n",
    b"\r\n%b\r\n0\r\n\r\n",
    b"FFFFFFFFFFFFFFFFF%x\r\n%b\r\n0\r\n\r\n",
    b"%x\r\n%bXX0\r\n\r\n",
    b"%x\n%b\r\n0\r\n\r\n",
    b"%x\r%b\r\n0\r\n\r\n",
    b"%x\r\n%b\r\n0\r\nContent-Length : 5\r\n\r\n",
    b"%x\r\n%b\r\n0\r\nbad trailer\r\n\r\n",
]

HEADER_LINES = [
    b"X : y",
    b"X\t: y",
    b": y",
    b"no colon at all",
    b"X Y: z",
    b"X: a\r\n b",
    b"X: a\x00b",
    b"X: a\rb",
    b"X(): y",
    b"\xc3\xa9: y",
]

REQUEST_LINES = [
    b"POST\t/v1/chat/completions\tHTTP/1.1",
    b"POST /v1/chat/completions HTTP/1.1 x",
    b"POST /v1/chat /completions HTTP/1.1",
    b"POST /v1/chat/completions",
    b"POST /v1/chat/completions HTTP/9.9",
    b"POST /v1/chat/completions HTTP/1.",
    b"POST /v1/chat/completions http/1.1",
    b"POST /v1/chat/completions HTTQ/1.1",
    b"P\x00ST /v1/chat/completions HTTP/1.1",
    b"/v1/chat/completions POST HTTP/1.1",
]


def head_of(house, *lines):
    start = [b"POST " + CALL.encode() + b" HTTP/1.1", b"Host: 127.0.0.1"]
    return (
        b"\r\n".join([*start, b"Authorization: Bearer " + house.token.encode(), *lines])
        + b"\r\n\r\n"
    )


def check(house, requests):
    """Each connection ends after at most one refusal; nothing in it or behind it ran."""
    before = house.provider_count()
    marker = raw.request(CALL, [raw.bearer(house.token)], raw.chat_body(MARKER))
    with ThreadPoolExecutor(32) as pool:
        seen = list(pool.map(lambda data: raw.exchange(house.port, data + marker, 10), requests))
    wrong = [
        (data, exchange.closed, exchange.data[:200])
        for data, exchange in zip(requests, seen, strict=True)
        if not exchange.closed or len(exchange.replies) > 1 or exchange.status not in (0, 400, 501)
    ]
    assert wrong == []
    assert house.provider_count() == before, "something reached the provider"
    assert MARKER not in house.http.get(house.sandbox_url + "/sandbox/calls").text
    assert house.chat().status_code == 200


def test_two_framings(house):
    """T08: Content-Length and a Transfer-Encoding, in any spelling."""
    check(house, [head_of(house, b"Content-Length: 5", t) + b"0\r\n\r\n" for t in ENCODINGS])


def test_transfer_encoding_in_odd_spellings(house):
    """A coding that isn't exactly chunked, with no length beside it."""
    body = raw.chat_body()
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    check(house, [head_of(house, line) + chunks for line in ENCODINGS[PLAIN_ENCODINGS:]])


def test_lengths_that_disagree_or_are_no_number(house):
    body = raw.chat_body()
    right, other = b"%d" % len(body), b"%d" % (len(body) - 9)
    lines = [line.replace(b"{n}", right).replace(b"{m}", other) for line in LENGTHS]
    check(house, [head_of(house, line) + body for line in lines])


def test_chunks_that_are_malformed(house):
    body = raw.chat_body()
    forms = [form.replace(b"%x", b"%x" % len(body)).replace(b"%b", body) for form in CHUNKS]
    check(house, [head_of(house, b"Transfer-Encoding: chunked") + form for form in forms])


def test_header_lines_that_are_malformed(house):
    body = raw.chat_body()
    length = b"Content-Length: %d" % len(body)
    check(house, [head_of(house, line, length) + body for line in HEADER_LINES])


def test_request_lines_that_are_malformed(house):
    body = raw.chat_body()
    rest = head_of(house, b"Content-Length: %d" % len(body)).partition(b"\r\n")[2]
    check(house, [line + b"\r\n" + rest + body for line in REQUEST_LINES])
