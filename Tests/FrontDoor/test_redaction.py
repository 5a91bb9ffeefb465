"""Redaction through the front door: what providers see, what comes back, in all sixteen pairs, whole and streamed."""

import json
import secrets
import string

import httpx
import pytest

from pairs import CLIENTS, RECENT, every_provider

CARD = "5555 5555 5555 4444"
MAIL = "ann.smith@corp.io"
WORD = 'Project "Falcon" 😀'
POLICY = {
    "redaction": {
        "default": "allow",
        "detectors": {"email": "tokenise", "card": "tokenise", "secret": "mask", "private-key": "block"},
        "words": [WORD],
        "patterns": [{"name": "ticket", "pattern": "ACME-[0-9]{5}", "action": "tokenise"}],
    }
}
TEXT = f"Write to {MAIL} about {CARD}, ticket ACME-12345, and {WORD}."


def github_token():
    letters = string.ascii_letters + string.digits
    return "ghp_" + "".join(secrets.choice(letters) for _ in range(36))


@pytest.fixture(scope="module")
def token(pair_house):
    file = pair_house.directory / "redacting.json"
    file.write_text(json.dumps(POLICY, ensure_ascii=False))
    pair_house.run("policy", "put", "redacting", file)
    pair_house.run("client", "add", "redacting", "--policy", "redacting")
    return pair_house.issue_token("redacting")["token"]


@pytest.fixture(params=CLIENTS)
def asking(request, pair_house, token):
    return CLIENTS[request.param](pair_house.url, token)


def sent(house):
    """The last body that a provider got."""
    return house.http.get(house.sandbox_url + "/sandbox/last/body").text


@every_provider
@pytest.mark.parametrize("stream", [False, True])
def test_values_come_back_and_never_leave(asking, pair_house, provider, stream):
    reply = asking.ask(RECENT[provider] + "+echo", TEXT, stream=stream)
    assert reply.text == TEXT
    body = sent(pair_house)
    for value in (MAIL, CARD, "ACME-12345", "Falcon"):
        assert value not in body
    for mark in ("BUREMAIL", "BURCARD", "BURPAT", "BURWORD"):
        assert mark in body


@every_provider
def test_secrets_stay_masked(asking, pair_house, provider):
    secret = github_token()
    reply = asking.ask(RECENT[provider] + "+echo", f"my key is {secret} ok")
    assert reply.text == "my key is [SECRET] ok"
    assert secret not in sent(pair_house)


@every_provider
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_blocked_is_never_sent(asking, pair_house, provider, stream):
    before = pair_house.provider_count()
    key = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END " + "PRIVATE KEY-----"
    with pytest.raises(asking.errors) as caught:
        asking.ask(RECENT[provider], f"look: {key}", stream=stream)
    assert "private-key" in str(caught.value) and "MIIEvQ" not in str(caught.value)
    assert pair_house.provider_count() == before


def post(house, token, text, **more):
    body = {"model": RECENT["openai-chat"] + "+echo", "messages": [{"role": "user", "content": text}]}
    return httpx.post(
        house.url + "/v1/chat/completions", json=body | more, headers={"authorization": "Bearer " + token})


def test_the_answer_says_how_much(pair_house, token):
    reply = post(pair_house, token, f"{MAIL} {MAIL} {CARD}")
    assert reply.headers["bursar-redacted"] == "CARD=1,EMAIL=2"
    assert "bursar-redacted" not in post(pair_house, token, "nothing here").headers
    with httpx.stream(
        "POST", pair_house.url + "/v1/chat/completions", headers={"authorization": "Bearer " + token},
        json={"model": RECENT["openai-chat"] + "+echo", "stream": True, "messages": [{"role": "user", "content": MAIL}]},
    ) as stream:
        assert stream.headers["bursar-redacted"] == "EMAIL=1"
        assert "BUREMAIL" not in stream.read().decode()


def test_placeholders_of_others_stay(pair_house, token):
    assert post(pair_house, token, MAIL).json()["choices"][0]["message"]["content"] == MAIL
    word = json.loads(sent(pair_house))["messages"][0]["content"]
    assert word.startswith("BUREMAIL")
    # Said by the client it comes back as it was said, and the provider sees another.
    assert post(pair_house, token, f"{word} {MAIL}").json()["choices"][0]["message"]["content"] == f"{word} {MAIL}"
    assert word not in sent(pair_house).split(" ")[0]


def test_tokens_of_bursar_never_leave(pair_house, token):
    before = pair_house.provider_count()
    for wearer in (token, pair_house.token):
        reply = post(pair_house, wearer, f"use {token} please")
        assert reply.status_code == 403 and token not in reply.text
    assert pair_house.provider_count() == before


def test_without_a_policy_secrets_keys_and_cards_are_kept_back(pair_house):
    secret = github_token()
    text = f"{secret} {CARD} {MAIL}"
    reply = post(pair_house, pair_house.token, text)
    assert reply.json()["choices"][0]["message"]["content"] == text
    body = sent(pair_house)
    assert secret not in body and CARD not in body and MAIL in body


def test_what_a_stored_conversation_sent_comes_back(pair_house, token):
    """The provider keeps placeholders: answers of later calls and stored ones have the values all the same."""

    def respond(text, **more):
        return httpx.post(
            pair_house.url + "/v1/responses", headers={"authorization": "Bearer " + token},
            json={"model": RECENT["openai-responses"] + "+echo", "store": True, "input": text} | more).json()

    def stored(id, wearer=token):
        return httpx.get(f"{pair_house.url}/v1/responses/{id}", headers={"authorization": "Bearer " + wearer})

    first = respond(f"Write to {MAIL}.")
    assert MAIL in json.dumps(first["output"])
    second = respond(f"And about {CARD}.", previous_response_id=first["id"])
    for response, values in ((first, [MAIL]), (second, [CARD])):
        text = stored(response["id"]).text
        assert all(value in text for value in values) and "BUR" not in text
    items = stored(second["id"] + "/input_items")
    if items.status_code == 200:
        assert "BUREMAIL" not in items.text
    assert stored(first["id"], pair_house.token).status_code == 404
