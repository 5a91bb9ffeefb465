"""Cases of facts/protocols 3 that only the whole road can show, each under its number (docs/cases.md lists all)."""

import json
import socket
import time

import pairs
import pytest
from hostile import JSON, Provider
from house import wait_until

DIALECTS = list(pairs.BASES)
CLIENTS = {
    "chat": ("/v1/chat/completions", "authorization"),
    "responses": ("/v1/responses", "authorization"),
    "messages": ("/v1/messages", "x-api-key"),
    "gemini": ("/v1beta/models/{model}:{verb}", "x-goog-api-key"),
}
every_client = pytest.mark.parametrize("client", CLIENTS)
every_provider = pytest.mark.parametrize("provider", DIALECTS)


def request(house, client, model, stream=False, headers=None, token=None):
    """A call's address, header fields and body in a client's protocol."""
    path, name = CLIENTS[client]
    verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
    turns = [{"role": "user", "content": "Say something."}]
    body = {
        "chat": {"model": model, "messages": turns},
        "responses": {"model": model, "input": "Say something."},
        "messages": {"model": model, "max_tokens": 4096, "messages": turns},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": "Say something."}]}]},
    }[client]
    if client != "gemini":
        body["stream"] = stream
    token = token or house.token
    own = {name: f"Bearer {token}" if name == "authorization" else token}
    return house.url + path.format(model=model, verb=verb), own | (headers or {}), body


def call(house, client, model, **more):
    url, headers, body = request(house, client, model, **more)
    return house.http.post(url, headers=headers, json=body)


def recent(provider, script=""):
    return pairs.RECENT[provider] + script


def attempts(house, model):
    return house.ledger(
        "SELECT attempt.*, call.outcome AS ended FROM attempt JOIN call ON call.number = attempt.call"
        f" WHERE call.model = '{model}' ORDER BY attempt.call, attempt.ordinal"
    )


def sent_headers(house):
    seen = json.loads(house.http.get(house.sandbox_url + "/sandbox/last").text)["headers"]
    if isinstance(seen, list):
        seen = {name.lower(): value for name, value in (h if isinstance(h, list) else h.items() for h in seen)}
    return {name.lower(): value for name, value in seen.items()}


# 3.1 Usage and cost


@every_client
@every_provider
def test_PT_12_a_client_that_hangs_up_is_booked_with_what_was_used(pair_house, client, provider):
    model = recent(provider, f"+words=300+pace=1ms+reasoning=1{CLIENTS_DIGIT[client]}")
    url, headers, body = request(pair_house, client, model, stream=True)
    with pair_house.http.stream("POST", url, headers=headers, json=body) as reply:
        assert reply.status_code == 200
        for _ in reply.iter_raw():
            break
    (row,) = wait_until(
        lambda: [row for row in attempts(pair_house, model) if row["ended"]], 60, "the call to be booked"
    )
    assert row["ended"] == "client_closed"
    assert row["usage_source"] in ("reported", "estimated")
    assert row["cost_nano_usd"] > 0 and row["visible_output_tokens"] > 0
    assert row["fresh_input_tokens"] > 0


# Makes model names of the same script differ.
CLIENTS_DIGIT = {client: digit for digit, client in enumerate(CLIENTS)}


def test_PT_12_an_endless_answer_is_cut_and_estimated(new_house):
    house = new_house(hang_up_drain="1s")
    url, headers, body = request(house, "chat", "gpt-4o-mini+fault=endless", stream=True)
    with house.http.stream("POST", url, headers=headers, json=body) as reply:
        next(reply.iter_raw())
    (row,) = wait_until(
        lambda: [row for row in attempts(house, "gpt-4o-mini+fault=endless") if row["ended"]], 60, "the cut"
    )
    assert (row["ended"], row["usage_source"]) == ("client_closed", "estimated")
    assert row["visible_output_tokens"] > 0
    assert house.run("ledger", "books")["ok"]


@every_client
@every_provider
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_PT_11_usage_that_nobody_told_is_an_estimate_and_marked(pair_house, client, provider, stream):
    script = f"+words=30+fault=no-usage+cached={CLIENTS_DIGIT[client] + 10 * stream}"
    model = recent(provider, script)
    assert call(pair_house, client, model, stream=stream).status_code == 200
    (row,) = wait_until(
        lambda: [row for row in attempts(pair_house, model) if row["ended"]], 30, "the call to be booked"
    )
    assert row["usage_source"] == "estimated"
    assert 20 <= row["visible_output_tokens"] <= 120 and row["fresh_input_tokens"] > 0


@every_provider
def test_PT_13_each_try_at_a_provider_is_a_row_of_its_own(pair_house, provider):
    good, bad = recent(provider, "+words=3+cached=13"), recent(provider, "+fault=500+cached=13")
    assert call(pair_house, "chat", good).status_code == 200
    assert call(pair_house, "chat", bad).status_code == 503
    (served,), failed = attempts(pair_house, good), attempts(pair_house, bad)
    assert (served["ordinal"], served["outcome"]) == (1, "ok")
    # There is no other upstream: the same one is asked once more.
    assert [(row["ordinal"], row["outcome"], row["cost_nano_usd"]) for row in failed] == [
        (1, "failed", 0),
        (2, "failed", 0),
    ]


# 3.8 Streams and transport


@every_client
@every_provider
def test_PT_65_a_line_beyond_the_bound_is_a_clean_error(pair_house, client, provider):
    reply = call(pair_house, client, recent(provider, "+fault=giant-line"), stream=True)
    assert reply.status_code >= 500 or "error" in reply.text
    assert "[DONE]" not in reply.text and "message_stop" not in reply.text
    assert len(reply.content) < 64_000


def test_PT_65_a_long_line_within_the_bound_passes(house):
    text = "x" * 1_500_000
    chunk = json.dumps(
        {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "stop"}]}
    )  # fmt: skip

    def behave(connection):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        connection.sendall(head + f"data: {chunk}\n\ndata: [DONE]\n\n".encode())

    with Provider(behave) as provider:
        model = house.apart(url=provider.url)
        own = call(house, "chat", model, stream=True)
        assert text in own.text and own.text.endswith("data: [DONE]\n\n")
        assert text in call(house, "messages", model, stream=True).text


@every_client
def test_PT_68_silence_is_filled_as_the_client_s_protocol_has_it(new_house, client):
    house = new_house(deadlines_keepalive="200ms")
    provider = pairs.OWN[client]
    house.add_upstream("slow", provider, house.sandbox_url + pairs.BASES[provider])
    for model in ("slow+words=3+wait=4s", "slow+words=3+pace=1500ms"):
        house.run("model", "add", "slow*", "--to", "slow")
        house.set_price("slow*", input="1", output="1")
        text = call(house, client, model, stream=True).text
        if client == "messages":
            assert 'event: ping\ndata: {"type": "ping"}\n\n' in text
        else:
            assert "\n: keepalive\n" in "\n" + text and ": keepalive\n\n" not in text
        assert not any(line.startswith("id:") for line in text.splitlines())


@every_client
@every_provider
def test_PT_69_encodings_are_between_neighbours_only(pair_house, client, provider):
    reply = call(
        pair_house, client, recent(provider), headers={"accept-encoding": "gzip, deflate, br, zstd"}
    )
    assert reply.status_code == 200 and "content-encoding" not in reply.headers
    assert sent_headers(pair_house).get("accept-encoding", "identity") == "identity"


def test_PT_69_compressed_bytes_are_never_shown(house):
    def behave(connection):
        body = b"\x1f\x8b\x08\x00secret"
        connection.sendall(JSON + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    with Provider(behave) as provider:
        reply = call(house, "chat", house.apart(url=provider.url))
    assert reply.status_code == 502 and reply.json()["error"]["code"]
    assert b"secret" not in reply.content and b"\x1f\x8b" not in reply.content


# 3.9 Errors and retries


@every_client
def test_PT_77_final_refusals_say_so_and_others_say_when(pair_house, client):
    def told(model, **more):
        reply = call(pair_house, client, model, **more)
        return reply.status_code, reply.headers.get("x-should-retry"), reply.headers.get("retry-after")

    provider = pairs.OWN[client]
    assert told("no-such-model")[:2] == (404, "false")
    pair_house.run("model", "add", "unpriced-case*", "--to", "open")
    assert told("unpriced-case") == (403, "false", None)
    assert told(recent(provider), token="bur_nonsense")[:2] == (401, "false")
    assert told(recent(provider, "+fault=400"))[:2] == (400, "false")
    status, final, when = told(recent(provider, "+fault=429+retry=7s"))
    assert (status, final, when) == (429, None, "7")
    assert told(recent(provider, "+fault=503"))[1] is None


FORBIDDEN = {
    "anthropic-beta": "made-up-2025-01-01",
    "anthropic-version": "2023-06-01",
    "openai-organization": "org-other",
    "openai-project": "proj-other",
    "cookie": "session=1",
    "x-forwarded-for": "10.0.0.1",
    "x-stainless-lang": "python",
    "proxy-authorization": "Basic eA==",
    "x-custom": "mine",
}


@every_client
@every_provider
def test_PT_78_PT_79_a_provider_sees_no_header_of_another_s_client(pair_house, client, provider):
    reply = call(pair_house, client, recent(provider), headers=FORBIDDEN)
    assert reply.status_code == 200, reply.text
    seen = sent_headers(pair_house)
    own = {"anthropic-beta", "anthropic-version"} if provider == "anthropic" else set()
    assert not (FORBIDDEN.keys() - own) & seen.keys()
    assert pair_house.token not in json.dumps(seen)
    if provider == "anthropic":
        assert seen["anthropic-version"] == "2023-06-01"
        # Beta flags are for those who speak the protocol; others' clients can't know them.
        assert ("anthropic-beta" in seen) == (client == "messages")


# 3.10 Pools


@pytest.mark.parametrize("hint", ["99999999", "-7", "nan", "Fri, 31 Dec 9999 23:59:59 GMT", "1e9"])
def test_PT_80_a_provider_s_hint_is_bounded(house, hint):
    def behave(connection):
        head = f"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {hint}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode())

    with Provider(behave) as provider:
        model = house.apart(url=provider.url)
        for _ in range(2):
            reply = house.chat(model=model)
            assert reply.status_code == 429 and 1 <= int(reply.headers["retry-after"]) <= 3600
            # The provider is asked again: no hint shuts its only key away.
        assert len(provider.requests) == 2


@every_provider
@pytest.mark.parametrize("status", [404, 400, 422])
def test_PT_81_a_model_s_fault_leaves_the_key_to_other_models(pair_house, provider, status):
    for _ in range(3):
        call(pair_house, "chat", recent(provider, f"+fault={status}"))
        assert call(pair_house, "chat", pairs.OLDER[provider]).status_code == 200


def test_PT_82_a_key_that_ended_is_not_tried_and_the_next_one_is(house):
    model = house.apart()
    first = list(house.secrets)[-1]
    house.run("key", "revoke", first)
    before = house.provider_count()
    assert house.chat(model=model).status_code == 503 and house.provider_count() == before
    second = house.add_key(f"apart{house.stems}")
    call_id = house.chat(model=model).headers["bursar-call"]
    (row,) = house.run("call", "show", call_id)["attempts"]
    assert row["key"] == second and row["outcome"] == "ok"


@every_provider
@pytest.mark.parametrize("status", [401, 403])
def test_PT_83_a_refusal_of_the_key_is_no_401_and_not_for_ever(pair_house, provider, status):
    model = pair_house.apart(provider)
    key = list(pair_house.secrets)[-1]
    assert call(pair_house, "chat", f"{model}+fault={status}").status_code == 502
    # The only key waits a little: nobody is told 401 meanwhile.
    for client in CLIENTS:
        reply = call(pair_house, client, f"{model}+fault={status}")
        assert reply.status_code in (502, 503, 529), reply.text
    if status == 403:
        assert call(pair_house, "chat", model).status_code == 200, "another model"
    pair_house.run("key", "clear", key)
    assert call(pair_house, "chat", model).status_code == 200


def test_PT_84_the_only_key_s_limit_is_passed_on_and_never_a_401(house):
    model = house.apart()
    reply = house.chat(model=model + "+fault=429+retry=1s")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "1")
    wait_until(lambda: house.chat(model=model).status_code == 200, 10, "the only key's return")


def test_PT_85_failures_of_a_provider_are_not_charged_to_its_keys(house):
    model = house.apart()
    for fault in ("500", "503", "529", "502"):
        assert house.chat(model=f"{model}+fault={fault}").status_code == 503
    (key,) = [k for k in house.run("key", "list")["keys"] if k["upstream"] == f"apart{house.stems}"]
    assert key["state"] == "active"


@pytest.mark.parametrize(("quota", "least", "most"), [("minute", 2, 2), ("day", 3600, 3600)])
def test_PT_86_a_quota_s_name_counts_more_than_the_delay_beside_it(pair_house, quota, least, most):
    reply = call(pair_house, "gemini", recent("gemini", f"+fault=429+retry=2s+quota={quota}"))
    assert reply.status_code == 429
    assert least <= int(reply.headers["retry-after"]) <= most


def test_PT_88_a_key_serves_no_more_calls_at_once_than_it_may(house):
    house.stems += 1
    name = f"apart{house.stems}"
    house.run("upstream", "add", name, "--dialect", "openai-chat", "--url", house.sandbox_url + "/v1",
              "--allow-private", "--allow-http")  # fmt: skip
    house.add_key(name, None, "--parallel", "1")
    model = f"gpt-{name}"
    house.run("model", "add", model + "*", "--to", name)
    url, headers, body = request(house, "chat", model + "+words=50+pace=40ms", stream=True)
    with house.http.stream("POST", url, headers=headers, json=body) as first:
        assert first.status_code == 200
        next(first.iter_raw())
        second = house.chat(model=model)
        # Turned away with a time to come back, or served once the first is done; never both at once.
        assert second.status_code in (200, 503)
        if second.status_code == 503:
            assert int(second.headers["retry-after"]) >= 1
    wait_until(lambda: house.chat(model=model).status_code == 200, 30, "the key to be free")


# 3.8 and 3.9: a stream that breaks after it began

ENDS = {
    "chat": lambda last: "error" in json.loads(last[-1].removeprefix("data: ")),
    "responses": lambda last: last[-2] in ("event: response.failed", "event: error")
    and json.loads(last[-1].removeprefix("data: "))["type"] == last[-2].removeprefix("event: "),
    "messages": lambda last: last[-2] == "event: error"
    and json.loads(last[-1].removeprefix("data: "))["type"] == "error",
    "gemini": lambda last: "error" in json.loads(last[-1].removeprefix("data: ")),
}


@every_client
@every_provider
@pytest.mark.parametrize("fault", ["cut+after=2500", "no-terminal+after=9", "error-in-stream+after=9+pace=20ms"])
def test_PT_70_PT_73_PT_76_a_broken_stream_ends_with_the_client_s_own_error(
    pair_house, client, provider, fault
):
    reply = call(pair_house, client, recent(provider, f"+words=60+fault={fault}"), stream=True)
    assert reply.status_code == 200, reply.text
    lines = [line for line in reply.text.splitlines() if line and not line.startswith(":")]
    assert ENDS[client](lines), lines[-3:]
    for end in ("[DONE]", "message_stop", "response.completed", '"finishReason"', '"finish_reason":"'):
        assert end not in reply.text
    if client == "responses":
        numbers = [json.loads(line[6:])["sequence_number"] for line in lines if line.startswith("data: {")]
        assert numbers == list(range(len(numbers)))
